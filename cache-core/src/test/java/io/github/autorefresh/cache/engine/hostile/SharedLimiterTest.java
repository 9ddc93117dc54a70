package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.limit.Resilience4jRateLimiter;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ByHand;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.testing.SteppedTime;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two caches on one limiter, retuned through one of them or by the application itself. */
class SharedLimiterTest {

  private static final Duration LONG = Duration.ofSeconds(100);

  private final SteppedTime hand = new SteppedTime();
  private final CallStarts starts = new CallStarts(hand::elapsed);
  private final RateLimiter limiter =
      TokenBucketRateLimiter.of("shared", 100, 10, new ByHand(hand));
  private final AutoRefreshCache<Job> one = cache("one");
  private final AutoRefreshCache<Job> two = cache("two");

  private AutoRefreshCache<Job> cache(String name) {
    AutoRefreshCache<Job> cache =
        hand.cache(name)
            .rateLimiter(limiter)
            .resyncPeriod(Duration.ofSeconds(1))
            .build(
                job -> {
                  starts.add();
                  return job;
                });
    for (int i = 0; i < 100; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    cache.start();
    return cache;
  }

  private void assertBothShow(double tps, int burst) {
    for (AutoRefreshCache<Job> cache : List.of(one, two)) {
      assertThat(cache.settings().tps()).as("tps of %s", cache).isEqualTo(tps);
      assertThat(cache.settings().burst()).as("burst of %s", cache).isEqualTo(burst);
      assertThat(cache.stats().saturation()).as("saturation of %s", cache).isEqualTo(100 / tps);
    }
    assertThat(limiter.tps()).isEqualTo(tps);
    assertThat(limiter.burst()).isEqualTo(burst);
  }

  private void assertBothObey(double tps, int burst) {
    hand.advance(Duration.ofSeconds(10));
    starts.clear();
    hand.advance(LONG);
    starts.assertWithin(tps, burst);
    assertThat((double) starts.count())
        .isBetween(tps * LONG.toSeconds() - 2, tps * LONG.toSeconds() + burst);
  }

  @Test
  void rateThatIsSetThroughOneHoldsForBoth() {
    one.retune(settings -> settings.withTps(5).withBurst(3));
    assertBothShow(5, 3);
    assertBothObey(5, 3);
  }

  @Test
  void retuneOfThePeriodKeepsTheRateThatTheOtherHasSet() {
    one.retune(settings -> settings.withTps(5).withBurst(3));
    two.retune(settings -> settings.withResyncPeriod(Duration.ofMillis(999)));
    two.retune(settings -> settings.withResyncPeriod(Duration.ofSeconds(1)));
    assertBothShow(5, 3);
    assertBothObey(5, 3);
  }

  @Test
  void retuneSeesWhatTheOtherHasSet() {
    one.retune(settings -> settings.withTps(8).withBurst(3));
    two.retune(settings -> settings.withTps(settings.tps() / 2));
    assertBothShow(4, 3);
    assertBothObey(4, 3);
  }

  @Test
  void sameSettingsPutNothingBack() {
    one.retune(settings -> settings.withTps(5).withBurst(3));
    two.retune(settings -> settings);
    two.stop();
    two.start();
    two.pause();
    two.resume();
    assertBothShow(5, 3);
    assertBothObey(5, 3);
  }

  @Test
  void resetThroughOneHoldsForBoth() {
    one.retune(settings -> settings.withTps(5).withBurst(3));
    two.resetSettings();
    assertBothShow(100, 10);
  }

  @Test
  void rateThatTheApplicationSetsIsShownAndKept() {
    limiter.retune(7, 2);
    assertBothShow(7, 2);
    one.retune(settings -> settings.withResyncPeriod(Duration.ofMillis(999)));
    one.retune(settings -> settings.withResyncPeriod(Duration.ofSeconds(1)));
    assertBothShow(7, 2);
    assertBothObey(7, 2);
  }

  @Test
  void higherRateIsUsedByBothAtOnce() {
    one.retune(settings -> settings.withTps(0.001).withBurst(1));
    hand.advance(Duration.ofSeconds(10));
    two.retune(settings -> settings.withTps(50));
    assertBothObey(50, 1);
  }

  @Test
  void rateOfAResilience4jLimiterIsShownAsItIsAndIsNotTheCachesToChange() {
    var existing =
        io.github.resilience4j.ratelimiter.RateLimiter.of(
            "shared",
            RateLimiterConfig.custom()
                .limitForPeriod(10)
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .timeoutDuration(Duration.ZERO)
                .build());
    AutoRefreshCache<Job> cache =
        AutoRefreshCacheBuilder.named("three")
            .rateLimiter(Resilience4jRateLimiter.of(existing))
            .build(Job::next);
    existing.changeLimitForPeriod(20);
    assertThat(cache.settings().tps()).isEqualTo(20);
    assertThat(cache.settings().burst()).isEqualTo(20);
    cache.retune(settings -> settings.withResyncPeriod(Duration.ofSeconds(7)));
    assertThat(cache.settings().resyncPeriod()).isEqualTo(Duration.ofSeconds(7));
    assertThatThrownBy(
            () ->
                cache.retune(
                    settings -> settings.withTps(1).withResyncPeriod(Duration.ofSeconds(8))))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(cache.settings().tps()).isEqualTo(20);
    assertThat(cache.settings().resyncPeriod()).isEqualTo(Duration.ofSeconds(7));
  }
}
