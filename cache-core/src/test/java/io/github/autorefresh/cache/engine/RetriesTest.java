package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often what fails is tried again. */
class RetriesTest {

  private final SteppedTime time = new SteppedTime();
  private final List<Long> calls = new ArrayList<>();

  private AutoRefreshCache<Job> failing(int items, boolean outageDetection) {
    AutoRefreshCache<Job> cache =
        time.cache("jobs")
            .resyncPeriod(Duration.ofSeconds(30))
            .rateLimit(1000, 1000)
            .outageDetection(outageDetection)
            .build(
                job -> {
                  calls.add(time.elapsed().toSeconds());
                  throw new IllegalStateException("down");
                });
    for (int i = 0; i < items; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    cache.start();
    return cache;
  }

  @Test
  void oneItemThatFailsIsTriedAgainAfterOneTwoAndFourSeconds() {
    failing(1, true);
    time.advance(Duration.ofSeconds(7));
    assertThat(calls).containsExactly(0L, 1L, 3L, 7L);
  }

  @Test
  void thousandThatFailAreTriedOnceAPeriodAndATenthMoreOften() {
    failing(1000, false);
    time.advance(Duration.ofSeconds(149)); // before backoffs are longer than the period
    assertThat(calls.size()).isBetween(5_010, 5_520);
  }
}
