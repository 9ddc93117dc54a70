package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** More is demanded than can be done because calls are slow, some slower than a short period. */
class StretchOfLongCallsTest {

  private static final int PARALLELISM = 16;

  private final SimulatedWorld world = new SimulatedWorld(new Luck(1), 0);
  private final SplittableRandom random = new SplittableRandom(5);
  private final Map<String, Duration> first = new HashMap<>();
  private final Map<String, Duration> last = new HashMap<>();
  private final Map<String, Integer> intervals = new HashMap<>();

  private Job sync(Job job) throws InterruptedException {
    Duration now = world.now();
    if (first.putIfAbsent(job.id(), now) != null) {
      intervals.merge(job.id(), 1, Integer::sum);
    }
    last.put(job.id(), now);
    double seconds = -2 * Math.log(1 - random.nextDouble()); // two on average, some much longer
    boolean unused = world.until(() -> false, (long) (seconds * 1e9));
    return job;
  }

  private double mean(String prefix) {
    double seconds = 0;
    int count = 0;
    for (Map.Entry<String, Integer> of : intervals.entrySet()) {
      if (of.getKey().startsWith(prefix)) {
        seconds += last.get(of.getKey()).minus(first.get(of.getKey())).toNanos() / 1e9;
        count += of.getValue();
      }
    }
    return seconds / count;
  }

  @Test
  void callsLongerThanAPeriodStretchItByTheSameFactor() {
    AutoRefreshCache<Job> cache =
        AutoRefreshCacheBuilder.named("jobs")
            .settings(
                CacheSettings.defaults()
                    .withTps(CacheSettings.UNLIMITED_TPS)
                    .withParallelism(PARALLELISM)
                    .withSyncTimeout(Duration.ofMinutes(2)))
            .time(world.time)
            .executor(world::execute)
            .simulated(world, world)
            .processors(2)
            .build(this::sync);
    for (int i = 0; i < 50; i++) {
      cache.getOrCreate(Job.of("short-" + i).every(Duration.ofSeconds(2)));
    }
    for (int i = 0; i < 300; i++) {
      cache.getOrCreate(Job.of("long-" + i).every(Duration.ofSeconds(20)));
    }
    cache.start();
    world.pass(Duration.ofMinutes(5));
    first.clear();
    intervals.clear();
    world.pass(Duration.ofMinutes(30));

    double stretch = (50 / 2.0 + 300 / 20.0) / (PARALLELISM / 2.0); // demanded by possible
    assertThat(mean("short")).isCloseTo(2 * stretch, within(0.2 * stretch));
    assertThat(mean("long")).isCloseTo(20 * stretch, within(2 * stretch));
  }
}
