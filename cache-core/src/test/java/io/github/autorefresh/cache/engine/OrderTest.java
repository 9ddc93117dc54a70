package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderTest {

  private final SteppedTime hand = new SteppedTime();
  private final List<String> order = new ArrayList<>();

  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs")
          .rateLimit(1, 1)
          .resyncPeriod(Duration.ofMinutes(10))
          .build(
              job -> {
                order.add(job.id());
                return job;
              });

  @Test
  void mostOverdueItemComesFirst() {
    cache.getOrCreate(Job.of("c"));
    hand.advance(Duration.ofMillis(5));
    cache.getOrCreate(Job.of("a"));
    hand.advance(Duration.ofMillis(5));
    cache.getOrCreate(Job.of("b"));
    cache.start();
    hand.advance(Duration.ofSeconds(2));
    assertThat(order).containsExactly("c", "a", "b");
  }

  @Test
  void refreshedItemDoesNotQueueBehindWhatIsNew() {
    cache.start();
    cache.getOrCreate(Job.of("old"));
    hand.turn();
    cache.getOrCreate(Job.of("a"));
    cache.getOrCreate(Job.of("b"));
    assertThat(cache.refresh("old")).isNotDone();
    assertThat(cache.refresh("old")).isNotDone();
    hand.advance(Duration.ofSeconds(4));
    assertThat(order).containsExactly("old", "a", "old", "b");
  }

  @Test
  void itemsStateSetsItsCadenceAtOnce() {
    AutoRefreshCache<Job> own =
        hand.cache("own")
            .unlimited()
            .resyncPeriod(Duration.ofHours(1))
            .build(
                job -> {
                  order.add(job.id());
                  return job.next().every(Duration.ofSeconds(job.version() < 2 ? 1 : 60));
                });
    own.start();
    own.getOrCreate(Job.of("a"));
    hand.advance(Duration.ofSeconds(3));
    assertThat(order).hasSize(3);
    hand.advance(Duration.ofSeconds(56));
    assertThat(order).hasSize(3);
  }

  @Test
  void itemsRegisteredTogetherAreSpreadOverThePeriod() {
    List<Duration> times = new ArrayList<>();
    AutoRefreshCache<Job> spread =
        hand.cache("spread")
            .unlimited()
            .resyncPeriod(Duration.ofSeconds(100))
            .build(
                job -> {
                  times.add(hand.elapsed());
                  return job;
                });
    for (int i = 0; i < 1000; i++) {
      spread.getOrCreate(Job.of("job-" + i));
    }
    spread.start();
    hand.turn();
    times.clear();
    for (int second = 0; second < 100; second++) {
      int before = times.size();
      hand.advance(Duration.ofSeconds(1));
      assertThat(times.size() - before).isBetween(7, 13);
    }
    assertThat(times).hasSize(1000);
  }
}
