package io.github.autorefresh.sample.jobservice;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a job takes at least. The work is real; a pace only spreads it evenly over that time, so
 * that a job that a computer does in a millisecond can still be watched.
 *
 * @param nanos the least duration; 0 lets the work run at full speed
 * @param ticker the current time in nanoseconds, of any origin
 */
record Pace(long nanos, LongSupplier ticker, Sleeper sleeper) {

  @FunctionalInterface
  interface Sleeper {
    void sleep(long nanos) throws InterruptedException;
  }

  static Pace of(Duration least) {
    return new Pace(least.toNanos(), System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  PacedProgress begin() {
    return new PacedProgress(this);
  }
}
