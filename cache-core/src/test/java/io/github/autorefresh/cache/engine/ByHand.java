package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.spi.ManualTime;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/**
 * The seams of a deterministic test: time and turns by hand, seeded randomness, and syncs that run
 * on the test's own thread.
 */
final class ByHand {

  final ManualTime time = new ManualTime();
  final ManualPulses pulses = new ManualPulses(time);

  /** A builder of caches without jitter that are turned by hand. */
  AutoRefreshCacheBuilder cache(String name) {
    return cache(name, Runnable::run);
  }

  AutoRefreshCacheBuilder cache(String name, Executor executor) {
    return AutoRefreshCacheBuilder.named(name)
        .time(time)
        .random(new SplittableRandom(42))
        .executor(executor)
        .jitter(0)
        .pulses(pulses);
  }

  void turn() {
    pulses.turn();
  }

  void advance(Duration step) {
    pulses.advance(step);
  }
}
