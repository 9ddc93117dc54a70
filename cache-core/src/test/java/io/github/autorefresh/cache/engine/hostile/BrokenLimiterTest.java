package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ByHand;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rate limiters of the application's that throw: once, now and then, or for a while. */
class BrokenLimiterTest {

  private static final int ITEMS = 100;
  private static final double TPS = 10;
  private static final int BURST = 2;
  private static final Duration SOME_TIME = Duration.ofSeconds(20);

  private final SteppedTime hand = new SteppedTime();
  private final CallStarts starts = new CallStarts(hand::elapsed);
  private final Map<String, Integer> asked = new HashMap<>();
  private Misbehaviour misbehaviour = (method, times) -> {};
  private AutoRefreshCache<Job> cache;

  /** Throws, or does not. */
  @FunctionalInterface
  private interface Misbehaviour {
    void perhapsThrow(String method, int times);
  }

  /** A token bucket whose methods may throw before they do anything. */
  private RateLimiter limiter() {
    RateLimiter bucket = TokenBucketRateLimiter.of("jobs", TPS, BURST, new ByHand(hand));
    return (RateLimiter)
        Proxy.newProxyInstance(
            RateLimiter.class.getClassLoader(),
            new Class<?>[] {RateLimiter.class},
            (proxy, method, arguments) -> {
              int times = asked.merge(method.getName(), 1, Integer::sum);
              misbehaviour.perhapsThrow(method.getName(), times);
              try {
                return method.invoke(bucket, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }

  private void start() {
    build();
    cache.start();
    hand.advance(Duration.ofSeconds(1));
  }

  private void build() {
    cache =
        hand.cache("jobs")
            .rateLimiter(limiter())
            .resyncPeriod(Duration.ofSeconds(1))
            .build(
                job -> {
                  starts.add();
                  return job;
                });
    for (int i = 0; i < ITEMS; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
  }

  private void assertTheRateIsReached() {
    starts.clear();
    hand.advance(SOME_TIME);
    assertThat((double) starts.count())
        .as("calls in %s", SOME_TIME)
        .isBetween(TPS * SOME_TIME.toSeconds() - 2, TPS * SOME_TIME.toSeconds() + BURST);
    starts.assertWithin(TPS, BURST);
  }

  static Stream<Arguments> methodsAndThrowables() {
    return Stream.of("take", "reserve", "giveBack", "available", "tps", "burst")
        .flatMap(
            method ->
                Stream.of(Thrown.values()).map(thrown -> Arguments.arguments(method, thrown)));
  }

  @ParameterizedTest
  @MethodSource("methodsAndThrowables")
  void limiterThatThrowsOnceIsADelayAndAtMostALine(String name, Thrown thrown) {
    start();
    int[] thrownSoFar = {0};
    misbehaviour =
        (method, times) -> {
          if (method.equals(name) && thrownSoFar[0]++ == 0) {
            throw thrown.raise();
          }
        };
    try (CapturedLog log = new CapturedLog()) {
      hand.advance(Duration.ofSeconds(2));
      assertThat(log.complaints()).hasSizeLessThanOrEqualTo(1);
    }
    assertTheRateIsReached();
  }

  @ParameterizedTest
  @MethodSource("methodsAndThrowables")
  void limiterThatThrowsEverySeventhTimeSlowsNothingForLong(String name, Thrown thrown) {
    misbehaviour =
        (method, times) -> {
          if (method.equals(name) && times % 7 == 0) {
            throw thrown.raise();
          }
        };
    start();
    hand.advance(SOME_TIME);
    assertThat(starts.count()).as("calls").isGreaterThan(ITEMS / 4);
    starts.assertWithin(TPS, BURST);
    misbehaviour = (method, times) -> {};
    hand.advance(Duration.ofSeconds(2));
    assertTheRateIsReached();
  }

  @ParameterizedTest
  @EnumSource
  void limiterThatThrowsForAMinuteEndsNothing(Thrown thrown) {
    start();
    misbehaviour =
        (method, times) -> {
          throw thrown.raise();
        };
    starts.clear();
    try (CapturedLog log = new CapturedLog()) {
      hand.advance(Duration.ofMinutes(1));
      assertThat(log.complaints()).as("a line, and not one per try").hasSizeBetween(1, 2);
    }
    assertThat(starts.count()).isZero();
    assertThat(asked.values().stream().mapToInt(times -> times).sum())
        .as("asked ever less often")
        .isLessThan(5000);
    assertThat(cache.isRunning()).isTrue();
    assertThat(cache.stats().size()).as("stats answer").isEqualTo(ITEMS);
    assertThat(cache.settings().burst()).as("settings answer").isPositive();
    misbehaviour = (method, times) -> {};
    hand.advance(Duration.ofSeconds(2));
    assertTheRateIsReached();
  }

  @ParameterizedTest
  @EnumSource
  void limiterThatThrowsFromTheStartIsNoFailedStart(Thrown thrown) {
    boolean[] broken = {false};
    misbehaviour =
        (method, times) -> {
          if (broken[0]) {
            throw thrown.raise();
          }
        };
    build();
    broken[0] = true;
    cache.start();
    hand.advance(Duration.ofSeconds(1));
    assertThat(cache.isRunning()).isTrue();
    broken[0] = false;
    hand.advance(Duration.ofSeconds(2));
    assertTheRateIsReached();
    broken[0] = true;
    cache.stop();
    cache.close();
    assertThat(cache.isRunning()).isFalse();
  }

  @Test
  void retuneThatThrowsReachesItsCallerAndChangesNothing() {
    start();
    misbehaviour =
        (method, times) -> {
          if (method.equals("retune")) {
            throw new UnsupportedOperationException("fixed");
          }
        };
    assertThatThrownBy(() -> cache.retune(settings -> settings.withTps(1).withBurst(7)))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(cache.settings().tps()).isEqualTo(TPS);
    assertThat(cache.settings().burst()).isEqualTo(BURST);
    assertTheRateIsReached();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void limiterThatGrantsNonsenseEndsNothing(int granted) {
    boolean[] broken = {true};
    RateLimiter bucket = TokenBucketRateLimiter.of("jobs", TPS, BURST, new ByHand(hand));
    cache =
        hand.cache("nonsense")
            .rateLimiter(
                (RateLimiter)
                    Proxy.newProxyInstance(
                        RateLimiter.class.getClassLoader(),
                        new Class<?>[] {RateLimiter.class},
                        (proxy, method, arguments) ->
                            broken[0] && method.getName().equals("take")
                                ? granted
                                : method.invoke(bucket, arguments)))
            .resyncPeriod(Duration.ofSeconds(1))
            .build(Job::next);
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.advance(Duration.ofSeconds(2));
    broken[0] = false;
    int before = cache.get("a").version();
    hand.advance(Duration.ofSeconds(10));
    assertThat(cache.get("a").version() - before).isBetween(8, 12);
  }
}
