package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.Reconfigurable;
import io.github.autorefresh.cache.testing.SteppedTime;
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

  private final SteppedTime hand = new SteppedTime();
  private final List<Long> starts = new ArrayList<>();
  private final Map<String, Integer> perItem = new HashMap<>();

  private AutoRefreshCache<Job> overloaded(int items, double tps, int burst) {
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .rateLimit(tps, burst)
            .resyncPeriod(Duration.ofSeconds(1))
            .build(
                job -> {
                  starts.add(hand.elapsed().toNanos());
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
    assertThat(cache.stats().lag()).as("no backlog").isLessThan(Duration.ofMillis(100));
    assertThat(cache.stats().stretch()).isCloseTo(2, within(0.05));
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
  void resetTakesBackWhatWasRetuned() {
    AutoRefreshCache<Job> cache = overloaded(500, 100, 5);
    CacheSettings configured = cache.settings();
    cache.retune(
        settings -> settings.withTps(0.001).withBurst(1).withResyncPeriod(Duration.ofSeconds(2)));
    hand.advance(Duration.ofSeconds(10));
    assertThat(starts).hasSize(1);
    cache.resetSettings();
    assertThat(cache.settings()).isEqualTo(configured);
    hand.advance(Duration.ofSeconds(1));
    assertThat(starts.size()).isBetween(95, 105);
  }

  @Test
  void resetGoesToWhatIsConfiguredByNow() {
    AutoRefreshCache<Job> cache = overloaded(500, 100, 5);
    Reconfigurable configurable = (Reconfigurable) cache;
    cache.retune(settings -> settings.withTps(1).withBurst(2));
    configurable.reconfigure(settings -> settings.withTps(50));
    assertThat(cache.settings().tps()).isEqualTo(50);
    assertThat(cache.settings().burst()).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> configurable.reconfigure(it -> it.withTps(3).withParallelism(9)));
    cache.resetSettings();
    assertThat(cache.settings().tps()).isEqualTo(50);
    assertThat(cache.settings().burst()).isEqualTo(5);
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

  @Test
  void limiterThatPromisesNothingGrantsNoMoreThanItHas() {
    Unpromising limiter = new Unpromising();
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .rateLimiter(limiter)
            .build(
                job -> {
                  starts.add(hand.elapsed().toNanos());
                  return job;
                });
    for (int i = 0; i < 10; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    limiter.free = 3;
    cache.start();
    hand.advance(Duration.ofSeconds(5));
    assertThat(starts).hasSize(3);
    limiter.free = 2;
    hand.advance(Duration.ofSeconds(5));
    assertThat(starts).hasSize(5);
    assertThat(limiter.asked).isLessThan(100);
  }

  /** Has what it has, and tells to ask again in a while for more. */
  private static final class Unpromising implements RateLimiter {
    int free;
    int asked;

    @Override
    public int take(int max) {
      asked++;
      int taken = Math.min(max, free);
      free -= taken;
      return taken;
    }

    @Override
    public long reserve() {
      return -Duration.ofMillis(300).toNanos();
    }

    @Override
    public double tps() {
      return 1;
    }

    @Override
    public int burst() {
      return 3;
    }

    @Override
    public void retune(double tps, int burst) {
      throw new UnsupportedOperationException();
    }
  }
}
