package io.github.autorefresh.cache.engine;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All that is random in one schedule, in the order in which it is asked for. */
final class Luck {

  private final SplittableRandom random;

  Luck(long seed) {
    random = new SplittableRandom(seed);
  }

  /** For the cache under test. */
  RandomGenerator another() {
    return random.split();
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  int between(int from, int to) {
    return random.nextInt(from, to);
  }

  double between(double from, double to) {
    return random.nextDouble(from, to);
  }

  Duration millis(int from, int to) {
    return Duration.ofMillis(random.nextInt(from, to));
  }

  /** An item's own period, which most have not. */
  @Nullable Duration period() {
    return chance(0.7) ? null : millis(300, 20_000);
  }

  <E> E any(List<E> list) {
    return list.get(random.nextInt(list.size()));
  }
}
