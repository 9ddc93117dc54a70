package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Thousands of random schedules against the reference. A failure names its seed, and {@code
 * -Dsimulation.seed=<seed> -Dsimulation.schedules=1 -Dsimulation.trace=true} replays it exactly;
 * {@code -Dsimulation.minutes=60} goes on for an hour, from a seed that no run had before.
 */
class SimulationTest {

  private static final int MINUTES = Integer.getInteger("simulation.minutes", 0);
  private static final int SCHEDULES =
      Integer.getInteger("simulation.schedules", MINUTES > 0 ? Integer.MAX_VALUE : 1_000);

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void cacheAgreesWithItsReferenceInEverySchedule() {
    long seed =
        Long.getLong("simulation.seed", MINUTES > 0 ? ThreadLocalRandom.current().nextLong() : 1);
    long end = System.nanoTime() + Duration.ofMinutes(MINUTES).toNanos();
    long compared = 0;
    int schedules = 0;
    while (schedules < SCHEDULES && (MINUTES == 0 || System.nanoTime() - end < 0)) {
      compared += run(seed + schedules);
      schedules++;
    }
    System.out.printf("%d schedules, %d comparisons, from seed %d%n", schedules, compared, seed);
    assertThat(schedules).isPositive();
  }

  @SuppressWarnings("CatchThrowable") // whatever it is, the seed must be told
  private static int run(long seed) {
    try {
      return new Simulation(seed).run();
    } catch (Throwable failure) {
      throw new AssertionError("seed " + seed + " fails", failure);
    }
  }
}
