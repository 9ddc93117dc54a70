package io.github.autorefresh.cache.engine;

import java.util.function.BooleanSupplier;

/** How a thread waits for what others do: on a real clock, or in simulated time. Thread-safe. */
interface Waiting {

  /**
   * Waits until the condition holds; it is looked at again after every {@link #changed}.
   *
   * @param nanos the longest wait, by the injected clock
   * @return false if that has passed first
   * @throws InterruptedException if this thread is interrupted while the condition does not hold
   */
  boolean until(BooleanSupplier condition, long nanos) throws InterruptedException;

  /** Rests for so long by the real clock, a little longer, or until this thread is interrupted. */
  void nap(long nanos);

  /** What somebody waits for may hold now. */
  void changed();
}
