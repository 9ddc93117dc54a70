package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.FirstSync;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More is demanded than the rate permits: one factor for all, and no standing backlog. */
class StretchTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SteppedTime hand = new SteppedTime();
  private final Map<String, Duration> last = new HashMap<>();
  private final Map<String, List<Double>> intervals = new HashMap<>();
  private final List<String> firsts = new ArrayList<>();
  private long calls;

  private AutoRefreshCache<Job> cache(double tps, int burst, Duration period, FirstSync first) {
    return cache(tps, burst, period, first, 0.1);
  }

  private AutoRefreshCache<Job> cache(
      double tps, int burst, Duration period, FirstSync first, double jitter) {
    return hand.cache("jobs")
        .rateLimit(tps, burst)
        .resyncPeriod(period)
        .jitter(jitter)
        .firstSync(first)
        .build(
            job -> {
              calls++;
              Duration before = last.put(job.id(), hand.elapsed());
              if (before == null) {
                firsts.add(job.id());
              } else {
                intervals
                    .computeIfAbsent(job.id(), id -> new ArrayList<>())
                    .add(hand.elapsed().minus(before).toNanos() / 1e9);
              }
              return job;
            });
  }

  @Test
  void shortAndLongPeriodsAreStretchedByOneFactorAndNothingIsLate() {
    AutoRefreshCache<Job> cache = cache(300, 10, Duration.ofSeconds(60), FirstSync.SCHEDULED);
    create(cache, "slow", 20_000);
    for (int i = 0; i < 500; i++) {
      cache.getOrCreate(Job.of("quick" + i).every(Duration.ofSeconds(2)));
    }
    cache.start();
    Duration late = advance(cache, 120);
    intervals.clear();
    calls = 0;
    late = max(late, advance(cache, 360));
    assertThat(mean("quick")).isBetween(3.9 * 0.9, 3.9 * 1.1);
    assertThat(mean("slow")).isBetween(117 * 0.9, 117 * 1.1);
    assertThat(late).isLessThan(SECOND.multipliedBy(2));
    assertThat(cache.stats().stretch()).isCloseTo(583.3 / 300, within(0.2));
    assertThat(calls).as("permits used").isBetween((long) (0.98 * 300 * 360), 300L * 360 + 10);
  }

  @Test
  void refreshBeginsWithinASecondThoughFiveTimesTooMuchIsDemanded() {
    AutoRefreshCache<Job> cache = cache(100, 10, Duration.ofSeconds(10), FirstSync.NOW);
    create(cache, "job", 5_000);
    cache.start();
    advance(cache, 120);
    for (int i = 0; i < 50; i++) {
      var asked = cache.refresh("job" + 97 * i);
      hand.advance(SECOND);
      assertThat(asked).isCompleted();
    }
  }

  @Test
  void coldStartKeepsItsOrderAndSecondSyncsJoinEvenly() {
    AutoRefreshCache<Job> cache = cache(100, 10, Duration.ofSeconds(30), FirstSync.NOW);
    create(cache, "job", 10_000);
    cache.start();
    long secondsBefore = 0;
    for (int tenSeconds = 0; tenSeconds < 12; tenSeconds++) {
      advance(cache, 10);
      long seconds = calls - firsts.size() - secondsBefore;
      secondsBefore += seconds;
      if (tenSeconds >= 5) {
        assertThat(seconds).as("a quarter, second %s", tenSeconds).isBetween(240L, 260L);
      }
    }
    advance(cache, 20);
    assertThat(firsts).hasSize(10_000);
    assertThat(firsts)
        .isSortedAccordingTo(
            (a, b) ->
                Integer.compare(
                    Integer.parseInt(a.substring(3)), Integer.parseInt(b.substring(3))));
    assertThat(calls).isBetween(13_900L, 14_011L);
  }

  /** Items of long periods go early then, and must not take those of short ones along. */
  @Test
  void overloadThatIsOverShortensNoInterval() {
    AutoRefreshCache<Job> cache = cacheAfterOverload();
    advance(cache, 40); // intervals that began before
    intervals.clear();
    advance(cache, 300);
    assertThat(intervals.get("short")).allSatisfy(it -> assertThat(it).isCloseTo(30, within(0.2)));
  }

  @Test
  void retuneAfterAnOverloadScalesWhatIsLeftOfAnInterval() {
    AutoRefreshCache<Job> cache = cacheAfterOverload();
    advance(cache, 40);
    intervals.remove("short");
    while (!intervals.containsKey("short")) {
      hand.advance(Duration.ofMillis(100));
    }
    advance(cache, 15);
    intervals.clear();
    cache.retune(settings -> settings.withResyncPeriod(Duration.ofSeconds(60)));
    advance(cache, 60);
    assertThat(intervals.get("short").get(0)).as("15 of 30, 30 of 60").isCloseTo(45, within(0.5));
  }

  private AutoRefreshCache<Job> cacheAfterOverload() {
    AutoRefreshCache<Job> cache = cache(10, 10, Duration.ofSeconds(30), FirstSync.NOW, 0);
    cache.start();
    for (int i = 0; i < 2_000; i++) {
      cache.getOrCreate(Job.of("long" + i).every(Duration.ofHours(1)));
    }
    cache.getOrCreate(Job.of("short"));
    advance(cache, 600);
    create(cache, "more", 600);
    advance(cache, 1_800);
    for (int i = 0; i < 600; i++) {
      cache.delete("more" + i);
    }
    return cache;
  }

  @Test
  void itemsThatComeAndGoTogetherChangeTheStretchAtOnceAndNoPermitIsWasted() {
    AutoRefreshCache<Job> cache = cache(100, 10, Duration.ofSeconds(30), FirstSync.SCHEDULED);
    create(cache, "job", 10_000);
    cache.start();
    advance(cache, 60);
    assertThat(cache.stats().stretch()).isCloseTo(3.33, within(0.4));
    create(cache, "more", 10_000);
    assertUsesAllPermits(cache, 10);
    assertThat(cache.stats().stretch()).isCloseTo(6.67, within(0.8));
    assertUsesAllPermits(cache, 120);
    assertThat(cache.stats().stretch()).isCloseTo(6.67, within(0.8));
    for (int i = 0; i < 10_000; i++) {
      cache.delete("more" + i);
    }
    assertUsesAllPermits(cache, 10);
    assertThat(cache.stats().stretch()).isCloseTo(3.33, within(0.4));
    assertUsesAllPermits(cache, 120);
    assertThat(cache.stats().stretch()).isCloseTo(3.33, within(0.4));
  }

  @ParameterizedTest
  @CsvSource({"1000, 100, 1", "5000, 100, 1.67", "30, 0.5, 2", "10, 0.5, 1", "60, 1, 2"})
  void pauseIsNoOverloadAndWhatIsToldIsNeverFarFromIt(int items, double tps, double stretch) {
    AutoRefreshCache<Job> cache = cache(tps, 1, Duration.ofSeconds(30), FirstSync.SCHEDULED);
    create(cache, "job", items);
    cache.start();
    advance(cache, 300);
    cache.pause();
    for (int second = 1; second <= 120; second++) {
      hand.advance(SECOND);
      assertThat(cache.stats().stretch()).isCloseTo(stretch, within(0.3 * stretch));
      assertThat(cache.stats().lag().toSeconds()).isBetween(second - 35L, second + 35L);
    }
    cache.resume();
    for (int second = 1; second <= 300; second++) {
      hand.advance(SECOND);
      assertThat(cache.stats().stretch()).as("after %s s", second).isBetween(1.0, 2.5 * stretch);
      assertThat(cache.stats().lag()).isLessThan(SECOND.multipliedBy(155 + second));
    }
    assertThat(cache.stats().stretch()).isCloseTo(stretch, within(0.3 * stretch));
  }

  @Test
  void allIsAsPlannedWithinAPeriodOnceTheRateSuffices() {
    AutoRefreshCache<Job> cache = cache(20, 2, Duration.ofSeconds(20), FirstSync.SCHEDULED);
    create(cache, "job", 2_000);
    cache.start();
    advance(cache, 300);
    cache.retune(settings -> settings.withTps(200));
    advance(cache, 20);
    assertThat(cache.stats().stretch()).isEqualTo(1, within(0.01));
    advance(cache, 24);
    intervals.clear();
    advance(cache, 60);
    intervals.forEach(
        (id, between) ->
            assertThat(between).as(id).allSatisfy(it -> assertThat(it).isBetween(17.9, 22.1)));
    assertThat(intervals).hasSize(2_000);
  }

  @Test
  void nextSyncIsToldInRealTime() {
    AutoRefreshCache<Job> cache = cache(10, 1, Duration.ofSeconds(10), FirstSync.SCHEDULED);
    create(cache, "job", 500);
    cache.start();
    advance(cache, 100);
    Map<String, Duration> told = new HashMap<>();
    cache
        .entries()
        .forEach(
            entry ->
                told.put(entry.item().id(), Duration.between(hand.instant(), entry.nextSyncAt())));
    Duration now = hand.elapsed();
    Map<String, Duration> before = Map.copyOf(last);
    for (int second = 0; second < 60; second++) {
      advance(cache, 1);
      last.forEach(
          (id, at) -> {
            Duration expected = told.get(id);
            if (expected != null && !at.equals(before.get(id))) {
              assertThat(at.minus(now).minus(expected).abs())
                  .as("%s at %s", id, at)
                  .isLessThan(Duration.ofSeconds(5));
              told.remove(id);
            }
          });
    }
    assertThat(told).isEmpty();
  }

  @Test
  void pausedCacheIsSeenToBeLate() {
    AutoRefreshCache<Job> cache = cache(100, 10, Duration.ofSeconds(30), FirstSync.SCHEDULED);
    create(cache, "job", 1_000);
    cache.start();
    advance(cache, 60);
    cache.pause();
    advance(cache, 40);
    assertThat(cache.stats().overdue()).isEqualTo(1_000);
    assertThat(cache.stats().lag()).isBetween(Duration.ofSeconds(39), Duration.ofSeconds(41));
    assertThat(cache.stats().stretch()).isEqualTo(1);
    cache.resume();
    calls = 0;
    advance(cache, 10);
    assertThat(calls).isBetween(990L, 1_010L);
  }

  private void assertUsesAllPermits(AutoRefreshCache<Job> cache, int seconds) {
    long before = calls;
    advance(cache, seconds);
    assertThat(calls - before).isBetween((long) (98.0 * seconds), 100L * seconds + 10);
  }

  /** Returns the greatest lag that was seen. */
  private Duration advance(AutoRefreshCache<Job> cache, int seconds) {
    Duration lag = Duration.ZERO;
    for (int i = 0; i < seconds; i++) {
      hand.advance(SECOND);
      lag = max(lag, cache.stats().lag());
    }
    return lag;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private double mean(String prefix) {
    Predicate<String> which = id -> id.startsWith(prefix);
    return intervals.entrySet().stream()
        .filter(it -> which.test(it.getKey()))
        .flatMap(it -> it.getValue().stream())
        .mapToDouble(it -> it)
        .average()
        .orElse(0);
  }

  private static void create(AutoRefreshCache<Job> cache, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      cache.getOrCreate(Job.of(prefix + i));
    }
  }
}
