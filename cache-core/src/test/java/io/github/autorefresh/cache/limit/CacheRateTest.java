package io.github.autorefresh.cache.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.ByHand;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.testing.SteppedTime;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rate of whole caches that share a limiter, are retuned, paused, stopped, or let down by it.
 */
class CacheRateTest {

  private static final Duration MOMENT = Duration.ofMillis(50);

  private final SteppedTime hand = new SteppedTime();
  private final AtomicInteger calls = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(doubles = {10, 10.1})
  void retunesCostNoPermit(double other) {
    AutoRefreshCache<Job> cache = cache("jobs", bucket(10, 1), 100);
    for (int i = 0; i < 200; i++) {
      double tps = i % 2 == 0 ? other : 10;
      cache.retune(settings -> settings.withTps(tps));
      hand.advance(MOMENT);
    }
    assertThat(calls.get()).isBetween(99, 102);
  }

  @Test
  void pausesAndStopsCostNoPermit() {
    AutoRefreshCache<Job> cache = cache("jobs", bucket(10, 1), 100);
    for (int i = 0; i < 100; i++) {
      cache.pause();
      cache.resume();
      hand.advance(MOMENT);
      cache.stop();
      cache.start();
      hand.advance(MOMENT);
    }
    assertThat(calls.get()).isBetween(99, 102);
  }

  @Test
  void permitOfADeletedItemIsNotLeftOver() {
    AutoRefreshCache<Job> cache = cache("jobs", bucket(10, 1), 2);
    hand.turn();
    cache.delete("jobs-0");
    cache.delete("jobs-1");
    hand.advance(Duration.ofHours(1));
    calls.set(0);
    IntStream.range(2, 9).forEach(i -> cache.getOrCreate(Job.of("jobs-" + i)));
    hand.turn();
    assertThat(calls).hasValue(1);
  }

  @Test
  void fiftyCachesThatPausedForAnHourUseTheBurstAndNoMore() {
    RateLimiter limiter = bucket(10, 1);
    List<AutoRefreshCache<Job>> caches = new ArrayList<>();
    IntStream.range(0, 50).forEach(i -> caches.add(cache("jobs" + i, limiter, 5)));
    hand.advance(Duration.ofSeconds(1));
    caches.forEach(AutoRefreshCache::pause);
    hand.advance(Duration.ofHours(1));
    calls.set(0);
    caches.forEach(AutoRefreshCache::resume);
    hand.turn();
    assertThat(calls).hasValue(1);
  }

  @Test
  void retuneThroughOneCacheHoldsForTheOther() {
    RateLimiter limiter = bucket(0.001, 1);
    AutoRefreshCache<Job> one = cache("one", limiter, 500);
    cache("other", limiter, 500);
    hand.advance(Duration.ofSeconds(10));
    one.retune(settings -> settings.withTps(100));
    hand.advance(Duration.ofSeconds(4));
    assertThat(calls.get()).isBetween(395, 403);
    calls.set(0);
    one.retune(settings -> settings.withTps(1));
    hand.advance(Duration.ofSeconds(10));
    assertThat(calls.get()).isBetween(9, 13);
  }

  @ParameterizedTest
  @ValueSource(strings = {"take", "reserve"})
  void limiterThatThrowsOnceIsADelay(String verb) {
    int[] left = {1};
    RateLimiter bucket = bucket(10, 1);
    RateLimiter limiter =
        (RateLimiter)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {RateLimiter.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals(verb) && left[0]-- == 1) {
                    throw new IllegalStateException("once");
                  }
                  return method.invoke(bucket, arguments);
                });
    cache("jobs", limiter, 100);
    hand.advance(Duration.ofSeconds(10));
    assertThat(calls.get()).isBetween(97, 101);
  }

  @Test
  void consumerThatThrowsAtEverySeventhEventOfABucketCostsNothing() {
    TokenBucketRateLimiter bucket = TokenBucketRateLimiter.of("bucket", 10, 1, new ByHand(hand));
    throwAtEverySeventhEventOf(bucket.asResilience4j());
    cache("jobs", Resilience4jRateLimiter.of(bucket.asResilience4j(), new ByHand(hand)), 100);
    hand.advance(Duration.ofSeconds(10));
    assertThat(calls.get()).isBetween(99, 101);
  }

  @Test
  void consumerThatThrowsAtEverySeventhEventOfWindowsCostsThosePermits() {
    RateLimiterConfig config =
        RateLimiterConfig.custom()
            .limitForPeriod(1)
            .limitRefreshPeriod(Duration.ofMillis(100))
            .timeoutDuration(Duration.ofSeconds(5))
            .build();
    var windows =
        io.github.resilience4j.ratelimiter.RateLimiter.of(
            "windows", config, () -> new ByHand(hand).nanos());
    throwAtEverySeventhEventOf(windows);
    cache("jobs", Resilience4jRateLimiter.of(windows, new ByHand(hand)), 100);
    hand.advance(Duration.ofSeconds(10));
    assertThat(calls.get()).isBetween(70, 100);
  }

  private static void throwAtEverySeventhEventOf(
      io.github.resilience4j.ratelimiter.RateLimiter limiter) {
    AtomicInteger events = new AtomicInteger();
    limiter
        .getEventPublisher()
        .onEvent(
            event -> {
              if (events.incrementAndGet() % 7 == 0) {
                throw new IllegalStateException("every seventh");
              }
            });
  }

  private AutoRefreshCache<Job> cache(String name, RateLimiter limiter, int items) {
    AutoRefreshCache<Job> cache =
        hand.cache(name)
            .rateLimiter(limiter)
            .resyncPeriod(Duration.ofSeconds(1))
            .build(
                job -> {
                  calls.incrementAndGet();
                  return job;
                });
    IntStream.range(0, items).forEach(i -> cache.getOrCreate(Job.of(name + "-" + i)));
    cache.start();
    return cache;
  }

  private RateLimiter bucket(double tps, int burst) {
    return TokenBucketRateLimiter.of("shared", tps, burst, new ByHand(hand));
  }
}
