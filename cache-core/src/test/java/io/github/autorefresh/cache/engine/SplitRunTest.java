package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Quick calls share a run; one that turns out slow keeps none of the others waiting. */
class SplitRunTest {

  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final int ITEMS = 20;

  private final SteppedTime hand = new SteppedTime();
  private final Blocking slow = new Blocking(false);
  private volatile CacheSyncItem<Job> behaviour = Job::next;
  private boolean threaded;

  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs")
          .executor(this::execute)
          .unlimited()
          .resyncPeriod(PERIOD)
          .processors(1)
          .build(job -> behaviour.sync(job));

  @AfterEach
  void letGo() {
    slow.release();
    cache.close();
  }

  @Test
  void itemsBeforeAndBehindASlowOneAreNotKeptWaiting() {
    for (int i = 0; i < ITEMS; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    cache.start();
    hand.advance(PERIOD.multipliedBy(3)); // until calls are known to be quick
    threaded = true;
    behaviour = job -> job.id().equals("job-7") ? slow.sync(job) : job.next();
    long before = cache.stats().updated();
    hand.pass(PERIOD); // all are due, and one worker takes them
    hand.turn();
    slow.awaitCall();
    hand.pass(Duration.ofMillis(1)); // it is not quick
    await()
        .until(
            () -> {
              hand.turn();
              return cache.stats().updated() == before + ITEMS - 1;
            });
    assertThat(cache.stats().inFlight()).isEqualTo(1);
    slow.release();
    await().until(() -> cache.stats().updated() == before + ITEMS);
  }

  private void execute(Runnable task) {
    if (threaded) {
      Blocking.onThread(task);
    } else {
      task.run();
    }
  }
}
