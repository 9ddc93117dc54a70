package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

  private static final Duration SOME_TIME = Duration.ofSeconds(20);

  private final ByHand hand = new ByHand();
  private final List<Long> starts = new ArrayList<>();
  private final Map<String, Integer> perItem = new HashMap<>();

  private AutoRefreshCache<Job> overloaded(int items, double tps, int burst) {
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .rateLimit(tps, burst)
            .resyncPeriod(Duration.ofSeconds(1))
            .build(
                job -> {
                  starts.add(hand.time.elapsed().toNanos());
                  perItem.merge(job.id(), 1, Integer::sum);
                  return job;
                });
    for (int i = 0; i < items; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    cache.start();
    return cache;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void noWindowHoldsMoreThanTheBurstAndItsShareOfTheRate(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double tps = random.nextDouble(1, 200);
    int burst = random.nextInt(1, 50);
    overloaded(500, tps, burst);
    hand.advance(SOME_TIME);
    for (int from = 0; from < starts.size(); from++) {
      for (int to = from; to < starts.size(); to++) {
        double window = (starts.get(to) - starts.get(from)) / 1e9;
        assertThat((double) (to - from + 1))
            .as("tps %s, burst %s", tps, burst)
            .isLessThanOrEqualTo(burst + tps * window + 1e-6);
      }
    }
    double permitted = burst + tps * SOME_TIME.toSeconds();
    assertThat((double) starts.size()).isBetween(permitted - 2, permitted + 1e-6);
  }

  @Test
  void overloadStretchesEveryPeriodAlike() {
    AutoRefreshCache<Job> cache = overloaded(100, 50, 1);
    hand.advance(Duration.ofSeconds(100));
    assertThat(cache.stats().saturation()).isEqualTo(2);
    assertThat(perItem).hasSize(100);
    assertThat(perItem.values()).allSatisfy(syncs -> assertThat(syncs).isBetween(49, 51));
    assertThat(cache.stats().lag()).isBetween(Duration.ofMillis(500), Duration.ofMillis(1100));
  }

  @Test
  void retuneHoldsFromNowOn() {
    AutoRefreshCache<Job> cache = overloaded(500, 0.001, 1);
    hand.advance(Duration.ofSeconds(10));
    assertThat(starts).hasSize(1);
    cache.retune(settings -> settings.withTps(100).withBurst(5));
    hand.advance(Duration.ofSeconds(1));
    assertThat(starts.size()).isBetween(95, 105);
    assertThat(cache.settings().tps()).isEqualTo(100);
  }

  @Test
  void pausedCacheStartsNoCall() {
    AutoRefreshCache<Job> cache = overloaded(10, 100, 10);
    cache.pause();
    hand.advance(SOME_TIME);
    assertThat(starts).isEmpty();
    cache.resume();
    hand.turn();
    assertThat(starts).hasSize(10);
  }
}
