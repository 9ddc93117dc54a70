package io.github.autorefresh.cache.engine.waiters;

import java.util.function.BooleanSupplier;

/** How a thread waits for other threads: in real time, or in simulated time. Thread-safe. */
public interface Waiting {

  /**
   * Waits until the condition holds; it is evaluated again after every {@link #changed}.
   *
   * @param nanos the longest wait in nanoseconds, by the injected clock; {@link Long#MAX_VALUE} for
   *     no bound
   * @return false if that time has passed first
   * @throws InterruptedException if this thread is interrupted while the condition does not hold
   */
  boolean until(BooleanSupplier condition, long nanos) throws InterruptedException;

  /**
   * Waits for about this many nanoseconds of real time; may return early, as when the thread is
   * interrupted.
   */
  void nap(long nanos);

  /** To be called when a condition that a thread waits for may have come to hold. */
  void changed();

  /** A new signal, not given yet. */
  Signal signal();

  /** An event that happens once. Thread-safe. */
  interface Signal {

    /**
     * Waits until the signal has been given.
     *
     * @throws InterruptedException if this thread is interrupted before that
     */
    void await() throws InterruptedException;

    /** Gives the signal: no thread waits for it from now on. */
    void give();
  }
}
