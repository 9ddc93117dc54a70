package io.github.autorefresh.cache.engine.waiters;

import java.util.function.BooleanSupplier;

/** How a thread waits for what others do: on a real clock, or in simulated time. Thread-safe. */
public interface Waiting {

  /**
   * Waits until the condition holds; it is looked at again after every {@link #changed}.
   *
   * @param nanos the longest wait, by the injected clock; {@link Long#MAX_VALUE} for no bound
   * @return false if that has passed first
   * @throws InterruptedException if this thread is interrupted while the condition does not hold
   */
  boolean until(BooleanSupplier condition, long nanos) throws InterruptedException;

  /** Rests for so long by the real clock, a little longer, or until this thread is interrupted. */
  void nap(long nanos);

  /** What somebody waits for may hold now. */
  void changed();

  /** A new signal, not given yet. */
  Signal signal();

  /** An event that happens once. Whoever waits for it sleeps until then. Thread-safe. */
  interface Signal {

    /**
     * Waits until the signal has been given.
     *
     * @throws InterruptedException if this thread is interrupted before
     */
    void await() throws InterruptedException;

    /** Wakes all who wait, now and later. */
    void give();
  }
}
