package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A worker waits by itself for what is due soon, so that no other thread is woken up for it. */
class LingeringTest {

  private static final int ITEMS = 1_000;

  private final SimulatedWorld world = new SimulatedWorld(new Luck(1), 0);
  private int tasks;
  private int syncs;
  private Duration call = Duration.ZERO;

  private AutoRefreshCache<Job> started(double tps) {
    AutoRefreshCache<Job> cache =
        AutoRefreshCacheBuilder.named("jobs")
            .settings(
                CacheSettings.defaults()
                    .withTps(tps)
                    .withBurst(1)
                    .withResyncPeriod(Duration.ofMillis(1)))
            .time(world.time)
            .executor(
                task -> {
                  tasks++;
                  world.execute(task);
                })
            .simulated(world, world)
            .processors(2)
            .build(
                job -> {
                  syncs++;
                  world.time.advance(call);
                  return job;
                });
    for (int i = 0; i < ITEMS; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    cache.start();
    return cache;
  }

  @Test
  void permitsThatComeSoonAreWaitedFor() {
    started(10_000);
    world.pass(Duration.ofMillis(9));

    assertThat(syncs).isBetween(85, 91);
    assertThat(tasks).isLessThanOrEqualTo(2);
  }

  @Test
  void nowAndThenTheExecutorIsLeftToOthers() {
    started(10_000);
    world.pass(Duration.ofMillis(100));

    assertThat(syncs).isBetween(950, 1_001);
    assertThat(tasks).isBetween(8, 12);
  }

  @Test
  void permitsThatAreFarAwayAreNotWaitedFor() {
    started(100);
    world.pass(Duration.ofMillis(95));

    assertThat(syncs).isEqualTo(10);
    assertThat(tasks).isEqualTo(10);
    assertThat(world.stage.isEmpty()).isTrue();
  }

  @Test
  void nobodyWaitsWhereCallsAreNotQuick() {
    call = Duration.ofMillis(1);
    started(600);
    world.pass(Duration.ofMillis(20));

    assertThat(tasks).isEqualTo(syncs);
  }

  @Test
  void aPauseEndsTheWaiting() {
    AutoRefreshCache<Job> cache = started(10_000);
    world.pass(Duration.ofNanos(50_000));
    cache.pause();
    int before = syncs;
    world.pass(Duration.ofMillis(5));

    assertThat(syncs).isEqualTo(before);
    assertThat(world.stage.isEmpty()).isTrue();

    cache.resume();
    world.pass(Duration.ofMillis(5));
    assertThat(syncs).isGreaterThan(before + 40);
  }
}
