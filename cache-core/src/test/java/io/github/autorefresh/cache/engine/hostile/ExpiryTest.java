package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Terminal items expire whatever their listeners do, and whether or not syncs are paused. */
class ExpiryTest {

  private static final Duration RETENTION = Duration.ofMillis(200);

  @Test
  void listenerThatHangsKeepsNoOtherItem() {
    CountDownLatch released = new CountDownLatch(1);
    Set<String> removed = ConcurrentHashMap.newKeySet();
    AutoRefreshCache<Job> jobs =
        AutoRefreshCacheBuilder.named("jobs").terminalRetention(RETENTION).build(Job::next);
    jobs.addListener(
        new CacheListener<>() {
          @Override
          public void onRemoved(Job item, RemovalCause cause) {
            if (item.id().startsWith("hangs")) {
              awaitUninterrupted(released);
            }
            removed.add(item.id());
          }
        });
    try (jobs) {
      jobs.start();
      for (int i = 0; i < 40; i++) {
        jobs.getOrCreate(Job.of((i % 10 == 3 ? "hangs" : "") + i).terminal());
      }
      await().until(() -> removed.size() == 36);
      await().until(() -> jobs.size() == 0);
    } finally {
      released.countDown();
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    boolean again = true;
    while (again) {
      try {
        latch.await();
        again = false;
      } catch (InterruptedException e) {
        // It hangs whatever happens.
      }
    }
  }

  @Test
  void pausedCacheLetsItemsExpire() {
    SteppedTime hand = new SteppedTime();
    AutoRefreshCache<Job> jobs = hand.cache("jobs").terminalRetention(RETENTION).build(Job::next);
    jobs.start();
    jobs.getOrCreate(Job.of("a").terminal());
    jobs.pause();
    hand.advance(RETENTION.plusMillis(1));
    assertThat(jobs.size()).isZero();
  }
}
