package io.github.autorefresh.cache.engine.hostile;

import static io.github.autorefresh.cache.engine.hostile.StoppedCaches.threadsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A cache that does not run has no thread, and is forgotten when its holder forgets it. */
class ThreadsOfStoppedCachesTest {

  private static AutoRefreshCache<Job> cache(String name, CacheSyncItem<Job> sync) {
    return AutoRefreshCacheBuilder.named(name)
        .resyncPeriod(Duration.ofMillis(20))
        .terminalRetention(Duration.ofMillis(20))
        .shutdownTimeout(Duration.ZERO)
        .build(sync);
  }

  private static void run(AutoRefreshCache<Job> cache) {
    cache.start();
    cache.getOrCreate(Job.of("a"));
    int before = cache.get("a").version();
    await().until(() -> cache.get("a").version() > before + 2);
    assertThat(threadsOf(cache.name())).isNotEmpty();
  }

  private static void awaitNoThreads(String name) {
    await().untilAsserted(() -> assertThat(threadsOf(name)).isEmpty());
  }

  @Test
  void cacheThatWasNeverStartedHasNoThread() {
    AutoRefreshCache<Job> cache = cache("unstarted", Job::next);
    cache.getOrCreate(Job.of("a"));
    assertThat(cache.refresh("a")).isNotDone();
    assertThat(threadsOf("unstarted")).isEmpty();
  }

  @Test
  void stoppedCacheHasNoThreadHoweverOftenItRan() {
    AutoRefreshCache<Job> cache = cache("stopped", Job::next);
    for (int i = 0; i < 3; i++) {
      run(cache);
      cache.stop();
      awaitNoThreads("stopped");
    }
  }

  @Test
  void useOfAStoppedCacheStartsNoThread() {
    AutoRefreshCache<Job> cache = cache("used", Job::next);
    run(cache);
    cache.stop();
    awaitNoThreads("used");
    cache.getOrCreate(Job.of("b"));
    cache.getOrCreate(Job.of("terminal").terminal());
    assertThat(cache.refresh("b")).isNotDone();
    cache.retune(settings -> settings.withTps(1));
    cache.pause();
    cache.resume();
    cache.delete("b");
    cache.stop();
    assertThat(threadsOf("used")).isEmpty();
  }

  @Test
  void cacheThatItsOwnSyncStopsHasNoThread() {
    List<AutoRefreshCache<Job>> caches = new ArrayList<>();
    caches.add(
        cache(
            "own",
            job -> {
              if (job.version() > 3) {
                caches.get(0).stop();
              }
              return job.next();
            }));
    caches.get(0).start();
    caches.get(0).getOrCreate(Job.of("a"));
    await().until(() -> !caches.get(0).isRunning());
    awaitNoThreads("own");
  }

  @Test
  void threadOfAnAbandonedCallEndsWithIt() {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    AutoRefreshCache<Job> cache =
        cache(
            "abandoned",
            job -> {
              entered.countDown();
              awaitWhateverHappens(released);
              return job.next();
            });
    cache.start();
    cache.getOrCreate(Job.of("a"));
    await().until(() -> entered.getCount() == 0);
    cache.stop();
    await().untilAsserted(() -> assertThat(threadsOf("abandoned")).hasSize(1));
    released.countDown();
    awaitNoThreads("abandoned");
  }

  private static void awaitWhateverHappens(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // It is not to end yet.
      }
    }
  }

  @Test
  void threadsThatToldOfExpiryEndToo() {
    AutoRefreshCache<Job> cache = cache("expiring", Job::next);
    CountDownLatch removed = new CountDownLatch(1);
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onRemoved(Job item, RemovalCause cause) {
            removed.countDown();
          }
        });
    run(cache);
    cache.getOrCreate(Job.of("terminal").terminal());
    await().until(() -> removed.getCount() == 0);
    cache.stop();
    awaitNoThreads("expiring");
  }

  @Test
  void stoppedCacheThatNobodyHoldsIsCollectedThoughItWasNeverClosed() {
    List<WeakReference<AutoRefreshCache<Job>>> dropped = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      dropped.add(ranAndStopped("dropped-" + i));
    }
    await()
        .until(
            () -> {
              System.gc();
              return dropped.stream().allMatch(cache -> cache.get() == null);
            });
    awaitNoThreads("dropped");
  }

  private static WeakReference<AutoRefreshCache<Job>> ranAndStopped(String name) {
    AutoRefreshCache<Job> cache = cache(name, Job::next);
    run(cache);
    cache.stop();
    return new WeakReference<>(cache);
  }
}
