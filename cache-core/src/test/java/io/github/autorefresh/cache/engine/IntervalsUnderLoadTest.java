package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the others have of it when the rate is too low, or their neighbours fail and hang. */
class IntervalsUnderLoadTest {

  private static final Duration PERIOD = Duration.ofSeconds(10);

  @Test
  void everyPeriodStretchesAlikeAndTheLagStaysBounded() {
    SteppedTime hand = new SteppedTime();
    Map<String, Duration> last = new HashMap<>();
    List<Long> intervals = new ArrayList<>();
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .rateLimit(20, 5)
            .resyncPeriod(PERIOD)
            .jitter(0.1)
            .build(
                job -> {
                  Duration before = last.put(job.id(), hand.elapsed());
                  if (before != null) {
                    intervals.add(hand.elapsed().minus(before).toNanos());
                  }
                  return job;
                });
    for (int i = 0; i < 400; i++) { // twice what can be synced in a period
      cache.getOrCreate(Job.of("job-" + i));
    }
    cache.start();
    hand.advance(PERIOD.multipliedBy(10));
    intervals.clear();
    hand.advance(PERIOD.multipliedBy(20));
    assertThat(cache.stats().saturation()).isEqualTo(2);
    double mean = intervals.stream().mapToLong(Long::longValue).average().orElse(0);
    assertThat(mean).isBetween(1.99 * PERIOD.toNanos(), 2.01 * PERIOD.toNanos());
    Collections.sort(intervals);
    double p99 = intervals.get(intervals.size() * 99 / 100);
    assertThat(p99).as("p99 of the effective period").isLessThan(1.1 * mean);
    assertThat(cache.stats().lag()).isLessThan(PERIOD.multipliedBy(2));
  }

  @Test
  void failingAndHangingNeighboursCostTheRestNothing() {
    SimulatedWorld world = new SimulatedWorld(new Luck(1), 0);
    Map<String, Integer> calls = new HashMap<>();
    AutoRefreshCache<Job> cache =
        AutoRefreshCacheBuilder.named("jobs")
            .settings(
                CacheSettings.defaults()
                    .withTps(CacheSettings.UNLIMITED_TPS)
                    .withResyncPeriod(PERIOD)
                    .withParallelism(8)
                    .withOutageDetection(false)) // the first 200 items all fail
            .time(world.time)
            .executor(world::execute)
            .simulated(world, world)
            .processors(2)
            .build(
                job -> {
                  calls.merge(job.id(), 1, Integer::sum);
                  if (job.id().startsWith("hanging")) {
                    world.stage.pause(() -> false);
                  } else if (job.id().startsWith("failing")) {
                    throw new IllegalStateException("down");
                  }
                  return job;
                });
    for (int i = 0; i < 400; i++) {
      cache.getOrCreate(Job.of(i < 4 ? "hanging-" + i : i < 200 ? "failing-" + i : "sound-" + i));
    }
    cache.start();
    world.pass(PERIOD.multipliedBy(20));
    assertThat(cache.stats().stuck()).isEqualTo(4);
    calls.forEach(
        (id, count) -> {
          switch (id.substring(0, id.indexOf('-'))) {
            case "hanging" -> assertThat(count).as(id).isEqualTo(1);
            case "failing" -> assertThat(count).as(id).isBetween(7, 9); // 0, 1, 3, 7 … 127 s
            default -> assertThat(count).as(id).isBetween(18, 23);
          }
        });
    assertThat(calls).hasSize(400);
  }
}
