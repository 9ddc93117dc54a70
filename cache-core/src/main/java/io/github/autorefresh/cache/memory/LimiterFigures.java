package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.RateLimiter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a limiter: its rate, burst and free permits. If a figure fails once, its last
 * value is used, so that a failure now and then costs no permit. A second failure in a row is
 * rethrown, and the limiter is not asked for a while. Thread-safe.
 */
final class LimiterFigures {

  private final RateLimiter limiter;
  private final LimiterFailures failures;
  private final Figure<Double> tps;
  private final Figure<Integer> burst;
  private final Figure<Integer> available;

  LimiterFigures(RateLimiter limiter, LimiterFailures failures) {
    this.limiter = limiter;
    this.failures = failures;
    tps = new Figure<>(limiter::tps);
    burst = new Figure<>(limiter::burst);
    available = new Figure<>(limiter::available);
  }

  /** Permits per second; infinite if there is no limit. */
  double tps() {
    return tps.ask();
  }

  /** The number of permits that may be free at once. */
  int burst() {
    return burst.ask();
  }

  /** The number of free permits: a hint. */
  int available() {
    return Math.max(0, available.ask());
  }

  private final class Figure<N extends Number> {

    private final Supplier<N> source;
    private volatile @Nullable N last;
    private volatile boolean failing;

    Figure(Supplier<N> source) {
      this.source = source;
    }

    N ask() {
      try {
        N now = source.get();
        if (!now.equals(last)) {
          last = now;
        }
        if (failing) {
          failing = false;
        }
        return now;
      } catch (Throwable thrown) {
        N before = last;
        if (failing || before == null) {
          throw thrown;
        }
        failing = true;
        failures.tellOnce(limiter, thrown);
        return before;
      }
    }
  }
}
