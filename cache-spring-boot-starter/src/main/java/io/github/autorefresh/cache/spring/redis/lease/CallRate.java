package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.spi.SharedRate;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** What this replica knows of the rate of all replicas' calls. Thread-safe. */
public final class CallRate implements SharedRate {

  /** What was told longer ago than this says nothing of the present rate. */
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final TimeSource time;
  private volatile DoubleSupplier limit = () -> Double.POSITIVE_INFINITY;
  private volatile Told told;

  private record Told(double callsPerSecond, long at) {}

  /** Nothing is known so far. */
  public CallRate(TimeSource time) {
    this.time = time;
    told = new Told(Double.NaN, time.nanos());
  }

  @Override
  public void limit(DoubleSupplier callsPerSecond) {
    limit = callsPerSecond;
  }

  /** Calls per second that are permitted besides what the settings say; infinite for any number. */
  public double limit() {
    return limit.getAsDouble();
  }

  /** So many were made per second, if that is not negative. */
  void made(double callsPerSecond) {
    if (callsPerSecond >= 0) {
      told = new Told(callsPerSecond, time.nanos());
    }
  }

  @Override
  public double callsPerSecond() {
    Told last = told;
    return time.nanos() - last.at() < WINDOW_NANOS ? last.callsPerSecond() : Double.NaN;
  }
}
