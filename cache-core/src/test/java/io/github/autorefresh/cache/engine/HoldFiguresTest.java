package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of what an external system permits is used, if it refuses what is more. */
class HoldFiguresTest {

  private final SteppedTime hand = new SteppedTime();

  /** A token bucket that refuses with a time to wait: a fixed one, or until the next token. */
  private final class Service {

    private final double rate;
    private final double burst;
    private final double retryAfter;
    private double tokens;
    private double countedAt;
    private int served;
    private int refused;

    Service(double rate, double burst, double retryAfter) {
      this.rate = rate;
      this.burst = burst;
      this.retryAfter = retryAfter;
      this.tokens = burst;
    }

    Job latest(Job job) {
      double now = hand.elapsed().toNanos() / 1e9;
      tokens = Math.min(burst, tokens + (now - countedAt) * rate);
      countedAt = now;
      if (tokens < 1 - 1e-9) {
        refused++;
        double wait = retryAfter < 0 ? (1 - tokens) / rate : retryAfter;
        throw new RetryAfterException(Duration.ofNanos((long) (wait * 1e9)));
      }
      tokens--;
      served++;
      return job.next();
    }
  }

  @ParameterizedTest(name = "{0} items on 30 s at {1}/s, {2}/s served, burst {3}, told {4} s")
  @CsvSource({
    "3000, 100, 25, 1, -1", // a quarter of tps
    "3000, 100, 25, 5, 1",
    "3000, 100, 25, 25, 1",
    "3000, Infinity, 25, 5, 1",
    "300, 100, 8, 4, -1", // far below tps and near the demand
    "300, 100, 8, 4, 1",
    "300, Infinity, 8, 4, 1",
    "30, 100, 0.8, 1, 1", // a call in a while
    "3000, 100, 25, 1, 1", // one call too early is refused
    "300, Infinity, 8, 1, 1",
    "3000, 100, 95, 1, 1", // hardly less than tps
    "3000, 100, 95, 5, 1",
    "3000, 100, 90, 1, 0.5",
  })
  void fourFifthsAreUsedWhereTheTimeToWaitIsShort(
      int items, double tps, double rate, double burst, double retryAfter) {
    Service service = use(items, tps, rate, burst, retryAfter, Duration.ofMinutes(20));
    assertThat(service.served).isGreaterThan((int) (0.8 * rate * 20 * 60));
    assertThat(service.refused).isLessThan((service.served + service.refused) * 15 / 100);
  }

  @ParameterizedTest(name = "{0} items on 30 s at {1}/s, {2}/s served, burst {3}, told {4} s")
  @CsvSource({
    "3000, 100, 25, 1, 5", //
    "3000, 100, 25, 5, 10",
    "3000, 100, 25, 5, 30",
    "3000, 100, 25, 25, 30",
    "3000, Infinity, 25, 5, 30",
    "300, 100, 8, 1, 30",
    "300, 100, 8, 8, 10",
    "3000, 100, 95, 1, 30", // its first calls are refused, and tell no rate
  })
  void threeFifthsAreUsedWhereItIsUpToHalfAMinute(
      int items, double tps, double rate, double burst, double retryAfter) {
    Service service = use(items, tps, rate, burst, retryAfter, Duration.ofMinutes(40));
    assertThat(service.served).isGreaterThan((int) (0.6 * rate * 40 * 60));
    assertThat(service.refused).isLessThan((service.served + service.refused) * 15 / 100);
  }

  @ParameterizedTest(name = "{0} items on 30 s at {1}/s, {2}/s served, burst {3}, told {4} s")
  @CsvSource({"3000, 100, 25, 25, 30", "3000, 100, 25, 1, 30", "300, 100, 8, 8, 30"})
  void soItIsInTheFirstTenMinutes(
      int items, double tps, double rate, double burst, double retryAfter) {
    Service service = use(items, tps, rate, burst, retryAfter, Duration.ofMinutes(10));
    assertThat(service.served).isGreaterThan((int) (0.6 * rate * 10 * 60));
  }

  private Service use(
      int items, double tps, double rate, double burst, double retryAfter, Duration time) {
    Service service = new Service(rate, burst, retryAfter);
    AutoRefreshCache<Job> cache =
        hand.cache("jobs").settings(CacheSettings.defaults().withTps(tps)).build(service::latest);
    cache.start();
    for (int i = 0; i < items; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    hand.advance(time);
    return service;
  }
}
