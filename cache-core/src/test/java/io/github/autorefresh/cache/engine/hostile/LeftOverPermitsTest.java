package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ByHand;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No permit is lost, and none is left over to be used beside the burst later. */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
class LeftOverPermitsTest {

  private static final double TPS = 10;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MEANWHILE = Duration.ofMillis(50);

  private final SteppedTime hand = new SteppedTime();
  private final CallStarts starts = new CallStarts(hand::elapsed);

  private AutoRefreshCache<Job> cache(String name, RateLimiter limiter) {
    return hand.cache(name)
        .rateLimiter(limiter)
        .resyncPeriod(Duration.ofSeconds(1))
        .build(
            job -> {
              starts.add();
              return job;
            });
  }

  private RateLimiter limiter(int burst) {
    return TokenBucketRateLimiter.of("shared", TPS, burst, new ByHand(hand));
  }

  private AutoRefreshCache<Job> started(int burst) {
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .rateLimit(TPS, burst)
            .resyncPeriod(Duration.ofSeconds(1))
            .build(
                job -> {
                  starts.add();
                  return job;
                });
    fill(cache);
    cache.start();
    return cache;
  }

  private static void fill(AutoRefreshCache<Job> cache) {
    for (int i = 0; i < 100; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
  }

  private static void empty(AutoRefreshCache<Job> cache) {
    List<String> ids = cache.entries().map(entry -> entry.item().id()).toList();
    ids.forEach(cache::delete);
  }

  /** What may happen to a cache every 50 ms and is to cost it nothing of its rate. */
  static Stream<Map.Entry<String, Consumer<AutoRefreshCache<Job>>>> disturbances() {
    return Stream.of(
        Map.entry("same settings", cache -> cache.retune(settings -> settings)),
        Map.entry(
            "slightly other rates",
            cache -> cache.retune(now -> now.withTps(now.tps() == TPS ? TPS + 0.1 : TPS))),
        Map.entry(
            "other periods",
            cache ->
                cache.retune(
                    now ->
                        now.withResyncPeriod(
                            Duration.ofMillis(2001 - now.resyncPeriod().toMillis())))),
        Map.entry("settings reset", AutoRefreshCache::resetSettings),
        Map.entry(
            "pause",
            cache -> {
              cache.pause();
              cache.resume();
            }),
        Map.entry(
            "stop",
            cache -> {
              cache.stop();
              cache.start();
            }),
        Map.entry("refreshes", cache -> assertThat(cache.refresh("job-1")).isNotDone()),
        Map.entry(
            "an item goes",
            cache -> {
              cache.delete("job-1");
              cache.getOrCreate(Job.of("job-1"));
            }),
        Map.entry(
            "all items go",
            cache -> {
              empty(cache);
              fill(cache);
            }));
  }

  @ParameterizedTest
  @MethodSource("disturbances")
  void nothingThatHappensForfeitsAPermit(
      Map.Entry<String, Consumer<AutoRefreshCache<Job>>> disturbance) {
    AutoRefreshCache<Job> cache = started(1);
    for (int i = 0; i < 200; i++) {
      hand.advance(MEANWHILE);
      disturbance.getValue().accept(cache);
    }
    assertThat(starts.count()).as("calls in 10 s").isBetween(99, 102);
    starts.clear();
    hand.advance(Duration.ofSeconds(10));
    assertThat(starts.count()).as("calls in 10 s without it").isBetween(99, 101);
    starts.assertWithin(TPS, 1);
  }

  @Test
  void machineThatStallsKeepsItsBurstAndNothingMore() {
    started(5);
    for (int i = 0; i < 10; i++) {
      hand.pass(HOUR);
      hand.advance(Duration.ofSeconds(10));
    }
    assertThat(starts.count()).isBetween(10 * 104, 10 * 106);
    starts.assertWithin(TPS, 5);
  }

  /** What ends while a permit is reserved for it. */
  static Stream<Map.Entry<String, Consumer<AutoRefreshCache<Job>>>> ends() {
    return Stream.of(
        Map.entry("items deleted", LeftOverPermitsTest::empty),
        Map.entry("paused", AutoRefreshCache::pause),
        Map.entry("stopped", AutoRefreshCache::stop));
  }

  private static void goOn(AutoRefreshCache<Job> cache) {
    fill(cache);
    cache.resume();
    cache.start();
  }

  @ParameterizedTest
  @MethodSource("ends")
  void burstIsTheMostAfterAnHourOfRest(Map.Entry<String, Consumer<AutoRefreshCache<Job>>> end) {
    for (int burst : new int[] {1, 2, 5, 64}) {
      starts.clear();
      AutoRefreshCache<Job> cache = started(burst);
      for (int i = 0; i < 10; i++) {
        hand.advance(Duration.ofMillis(1033));
        end.getValue().accept(cache);
        hand.advance(HOUR);
        goOn(cache);
        hand.turn();
      }
      starts.assertWithin(TPS, burst);
      assertThat(starts.mostAtOnce()).as("the whole burst is there").isEqualTo(burst);
      cache.close();
    }
  }

  @ParameterizedTest
  @MethodSource("ends")
  void fiftyCachesOnOneLimiterHaveOneBurst(Map.Entry<String, Consumer<AutoRefreshCache<Job>>> end) {
    RateLimiter limiter = limiter(1);
    List<AutoRefreshCache<Job>> caches = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      AutoRefreshCache<Job> cache = cache("jobs-" + i, limiter);
      fill(cache);
      cache.start();
      caches.add(cache);
    }
    hand.advance(Duration.ofSeconds(20));
    caches.forEach(end.getValue());
    hand.advance(HOUR);
    caches.forEach(LeftOverPermitsTest::goOn);
    hand.advance(Duration.ofSeconds(10));
    assertThat(starts.mostAtOnce()).isEqualTo(1);
    starts.assertWithin(TPS, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void cachesThatRestLeaveTheWholeRateToTheOthers(int burst) {
    RateLimiter limiter = limiter(burst);
    List<AutoRefreshCache<Job>> caches = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      AutoRefreshCache<Job> cache = cache("jobs-" + i, limiter);
      fill(cache);
      cache.start();
      caches.add(cache);
    }
    hand.advance(Duration.ofSeconds(5));
    caches.subList(1, 4).forEach(AutoRefreshCache::pause);
    caches.subList(4, 7).forEach(AutoRefreshCache::stop);
    caches.subList(7, 10).forEach(LeftOverPermitsTest::empty);
    hand.advance(Duration.ofSeconds(5));
    starts.clear();
    hand.advance(Duration.ofSeconds(100));
    assertThat(starts.count()).as("calls of the one that goes on").isBetween(999, 1001);
  }
}
