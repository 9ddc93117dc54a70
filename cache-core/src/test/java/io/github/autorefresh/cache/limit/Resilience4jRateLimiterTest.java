package io.github.autorefresh.cache.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.autorefresh.cache.spi.ManualTime;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.SemaphoreBasedRateLimiter;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class Resilience4jRateLimiterTest {

  private static final Duration WINDOW = Duration.ofMillis(100);

  private final ManualTime time = new ManualTime();

  @Test
  void takesWhatIsFreeInTheWindow() {
    Resilience4jRateLimiter limiter = limiter(windows(5, Duration.ZERO));
    assertThat(limiter.take(3)).isEqualTo(3);
    assertThat(limiter.take(3)).isEqualTo(2);
    assertThat(limiter.take(3)).isZero();
    time.advance(WINDOW);
    assertThat(limiter.take(9)).isEqualTo(5);
  }

  @Test
  void takingReservesNothingForLater() {
    RateLimiter existing = windows(5, Duration.ofSeconds(5));
    Resilience4jRateLimiter limiter = limiter(existing);
    assertThat(limiter.take(9)).isEqualTo(5);
    assertThat(limiter.take(9)).isZero();
    time.advance(WINDOW);
    assertThat(existing.getMetrics().getAvailablePermissions()).isEqualTo(5);
  }

  @Test
  void sharesTheLimitWithTheApplicationsCalls() {
    RateLimiter existing = windows(5, Duration.ZERO);
    Resilience4jRateLimiter limiter = limiter(existing);
    assertThat(existing.acquirePermission(2)).isTrue();
    assertThat(limiter.take(9)).isEqualTo(3);
    assertThat(existing.acquirePermission()).isFalse();
  }

  @Test
  void keepsWhatItReservesWithinTheTimeoutForWhoTakesItFirst() {
    RateLimiter existing = windows(1, WINDOW);
    Resilience4jRateLimiter limiter = limiter(existing);
    assertThat(limiter.reserve()).isZero();
    assertThat(limiter.reserve()).isEqualTo(-WINDOW.toNanos());
    assertThat(limiter.reserve()).isEqualTo(-WINDOW.toNanos());
    assertThat(existing.getMetrics().getAvailablePermissions()).isEqualTo(-1);
    assertThat(limiter.available()).isZero();
    time.advance(WINDOW);
    assertThat(limiter.available()).isEqualTo(1);
    assertThat(limiter.take(9)).isEqualTo(1);
    assertThat(limiter.take(9)).isZero();
  }

  @Test
  void reservedPermitIsGoodUntilItsWindowEnds() {
    Resilience4jRateLimiter limiter = limiter(windows(1, WINDOW));
    limiter.take(1);
    limiter.reserve();
    time.advance(WINDOW.multipliedBy(2).minusNanos(1));
    assertThat(limiter.take(9)).isEqualTo(1);
  }

  @Test
  void reservedPermitIsVoidWhenItsWindowHasEnded() {
    Resilience4jRateLimiter limiter = limiter(windows(1, WINDOW));
    limiter.take(1);
    limiter.reserve();
    time.advance(WINDOW.multipliedBy(2));
    assertThat(limiter.available()).isEqualTo(1);
    assertThat(limiter.take(9)).isEqualTo(1);
    assertThat(limiter.take(9)).isZero();
  }

  @Test
  void permitsGivenBackAreVoid() {
    Resilience4jRateLimiter limiter = limiter(windows(5, Duration.ZERO));
    assertThat(limiter.available()).isEqualTo(5);
    limiter.take(5);
    limiter.giveBack(5, 0);
    assertThat(limiter.available()).isZero();
    time.advance(WINDOW);
    assertThat(limiter.take(9)).isEqualTo(5);
  }

  @Test
  void asksAgainWithinAQuarterOfAWindowIfTheTimeoutAllowsNoReservation() {
    Resilience4jRateLimiter limiter = limiter(windows(1, Duration.ZERO));
    limiter.take(1);
    time.advance(Duration.ofMillis(30));
    int taken = 0;
    while (taken == 0) {
      long answer = limiter.reserve();
      assertThat(answer).isEqualTo(-Duration.ofMillis(25).toNanos());
      time.advanceNanos(-answer);
      taken = limiter.take(9);
    }
    assertThat(taken).isEqualTo(1);
    assertThat(time.elapsed()).isBetween(WINDOW, WINDOW.plusMillis(25));
  }

  @Test
  void permitsInHandAreNotLostWhenTheLimiterThrows() {
    boolean[] broken = {false};
    RateLimiter existing =
        existing(
            5,
            WINDOW,
            5,
            permits -> {
              if (broken[0]) {
                throw new IllegalStateException("broken");
              }
              return WINDOW.toNanos();
            });
    Resilience4jRateLimiter limiter = limiter(existing);
    limiter.take(2);
    time.advance(WINDOW);
    broken[0] = true;
    assertThat(limiter.take(9)).isEqualTo(2);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> limiter.take(9));
  }

  @Test
  void pollsALimiterThatReservesNothing() {
    assertThat(limiter(refusing(100, Duration.ofSeconds(1))).reserve()).isEqualTo(-15_625_000);
    assertThat(limiter(refusing(1, Duration.ofMinutes(1))).reserve()).isEqualTo(-100_000_000);
    assertThat(limiter(refusing(50, Duration.ofNanos(500))).reserve()).isEqualTo(-250_000);
  }

  @Test
  void permitsReservedByALostRaceAreKeptForLater() {
    // Five are free when it looks; when it asks, they are to be had in 100 ms.
    RateLimiter racy = existing(5, WINDOW, 5, permits -> WINDOW.toNanos());
    Resilience4jRateLimiter limiter = limiter(racy);
    assertThat(limiter.take(4)).isZero();
    time.advance(Duration.ofMillis(40));
    assertThat(limiter.reserve()).isEqualTo(-Duration.ofMillis(60).toNanos());
    time.advance(Duration.ofMillis(60));
    assertThat(limiter.take(2)).isEqualTo(2);
    assertThat(limiter.reserve()).isZero();
    assertThat(limiter.take(1)).isEqualTo(1);
    assertThat(limiter.take(1)).isZero();
  }

  @Test
  void keptPermitsAreUsableOnlyWhenTheLastOfThemIs() {
    long[] wait = {Duration.ofMillis(100).toNanos()};
    Resilience4jRateLimiter limiter = limiter(existing(5, WINDOW, 5, permits -> wait[0]));
    limiter.take(1);
    wait[0] = Duration.ofMillis(50).toNanos();
    limiter.take(1);
    wait[0] = -1;
    time.advance(Duration.ofMillis(99));
    assertThat(limiter.take(9)).isZero();
    time.advance(Duration.ofMillis(1));
    assertThat(limiter.take(9)).isEqualTo(2);
  }

  @Test
  void lostRaceWithoutReservationIsFollowedByAskingForLess() {
    RateLimiter racy = existing(8, WINDOW, 8, permits -> permits <= 3 ? 0L : -1L);
    assertThat(limiter(racy).take(100)).isEqualTo(2);
    assertThat(limiter(refusing(8, WINDOW)).take(100)).isZero();
  }

  @Test
  void rateIsThatOfTheLimiter() {
    RateLimiter existing = windows(5, Duration.ZERO);
    Resilience4jRateLimiter limiter = limiter(existing);
    assertThat(limiter.tps()).isEqualTo(50);
    assertThat(limiter.burst()).isEqualTo(5);
    existing.changeLimitForPeriod(10);
    assertThat(limiter.tps()).isEqualTo(100);
    assertThat(limiter.burst()).isEqualTo(10);
  }

  @Test
  void rateOfABucketsViewIsThatOfTheBucket() {
    TokenBucketRateLimiter bucket = TokenBucketRateLimiter.of("jobs", 0.25, 7, time);
    Resilience4jRateLimiter limiter = limiter(bucket.asResilience4j());
    assertThat(limiter.tps()).isEqualTo(0.25);
    assertThat(limiter.burst()).isEqualTo(7);
    assertThat(limiter.take(9)).isEqualTo(7);
    assertThat(limiter.reserve()).isEqualTo(-Duration.ofSeconds(4).toNanos());
  }

  @Test
  void rateIsNotForTheCacheToChange() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> limiter(windows(5, Duration.ZERO)).retune(1, 1))
        .withMessageContaining("'existing'");
  }

  @Test
  void limiterThatCannotReserveIsRefused() {
    var scheduler = Executors.newSingleThreadScheduledExecutor();
    try {
      RateLimiter semaphore = new SemaphoreBasedRateLimiter("blocking", config(5), scheduler);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Resilience4jRateLimiter.of(semaphore))
          .withMessageContaining("'blocking'");
    } finally {
      scheduler.shutdownNow();
    }
  }

  @Test
  void limiterThatRefusesToReserveNothingIsNoBlockingOne() {
    RateLimiter existing =
        existing(
            5,
            WINDOW,
            5,
            permits -> {
              if (permits < 1) {
                throw new IllegalArgumentException("permits");
              }
              return 0L;
            });
    assertThat(limiter(existing).take(2)).isEqualTo(2);
  }

  @Test
  void askingWhetherItReservesTakesNothing() {
    RateLimiter existing = windows(5, Duration.ZERO);
    limiter(existing);
    assertThat(existing.getMetrics().getAvailablePermissions()).isEqualTo(5);
    existing.acquirePermission(5);
    limiter(existing);
    assertThat(existing.getMetrics().getAvailablePermissions()).isZero();
  }

  private Resilience4jRateLimiter limiter(RateLimiter existing) {
    return Resilience4jRateLimiter.of(existing, time);
  }

  private RateLimiter windows(int limit, Duration timeout) {
    RateLimiterConfig config =
        RateLimiterConfig.from(config(limit)).timeoutDuration(timeout).build();
    return RateLimiter.of("existing", config, () -> time.elapsed().toNanos());
  }

  private static RateLimiterConfig config(int limit) {
    return RateLimiterConfig.custom().limitForPeriod(limit).limitRefreshPeriod(WINDOW).build();
  }

  private static RateLimiter refusing(int limit, Duration period) {
    return existing(limit, period, limit, permits -> -1L);
  }

  /** A limiter of somebody else's, which answers reservations so. */
  private static RateLimiter existing(
      int limit, Duration period, int free, IntFunction<Long> reservation) {
    RateLimiterConfig config =
        RateLimiterConfig.custom().limitForPeriod(limit).limitRefreshPeriod(period).build();
    return (RateLimiter)
        Proxy.newProxyInstance(
            RateLimiter.class.getClassLoader(),
            new Class<?>[] {RateLimiter.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "reservePermission" ->
                      reservation.apply(arguments == null ? 1 : (int) arguments[0]);
                  case "getRateLimiterConfig" -> config;
                  case "getMetrics" ->
                      new RateLimiter.Metrics() {
                        @Override
                        public int getNumberOfWaitingThreads() {
                          return 0;
                        }

                        @Override
                        public int getAvailablePermissions() {
                          return free;
                        }
                      };
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
