package io.github.autorefresh.cache.engine.pace;

import java.util.function.DoubleSupplier;

/**
 * How many workers there should be. Thread-safe.
 *
 * <ul>
 *   <li>If calls are slow: as many as the parallelism allows.
 *   <li>If calls are quick: no more than there are processors, and not many more than the permitted
 *       rate keeps busy, because waking a thread costs more than the call that it would make. One
 *       more for each worker that is blocked nevertheless.
 *   <li>Before the duration of a call is known: as many as the parallelism allows. At a high rate,
 *       no more than there are processors until a worker is seen to block, because threads that
 *       wait for a processor hold permits that grow old.
 * </ul>
 */
public final class WorkerDemand {

  /** From one call per millisecond on, more threads than processors would delay each other. */
  private static final double HIGH_TPS = 1_000;

  private final int parallelism;
  private final int processors;
  private final ClaimSize claimSize;
  private final UsualDuration work;
  private final DoubleSupplier tps;
  private volatile int blocked;

  /**
   * The demand for workers that claim this many items at once.
   *
   * @param work the time from an item's claim to its release
   * @param tps the permitted calls per second; infinite if there is no limit
   */
  public WorkerDemand(
      int parallelism,
      int processors,
      ClaimSize claimSize,
      UsualDuration work,
      DoubleSupplier tps) {
    this.parallelism = parallelism;
    this.processors = processors;
    this.claimSize = claimSize;
    this.work = work;
    this.tps = tps;
  }

  /** The number of workers that should be active, from 1 to the parallelism. */
  public int workers() {
    double rate = tps.getAsDouble();
    if (!claimSize.isKnown() && blocked == 0 && isHigh(rate)) {
      return Math.min(parallelism, processors);
    }
    if (!claimSize.isQuick()) {
      return parallelism;
    }
    double busy = rate / 1e9 * work.nanos();
    double wanted = Double.isNaN(busy) ? processors : Math.min(processors, 1 + 2 * busy);
    return Math.min(parallelism, (int) wanted + blocked);
  }

  private static boolean isHigh(double tps) {
    return tps >= HIGH_TPS && tps < Double.POSITIVE_INFINITY;
  }

  /**
   * Sets the number of workers that are blocked, in a call or a listener that is not quick.
   *
   * @return true if the number has changed
   */
  public boolean blocked(int workers) {
    boolean changed = workers != blocked;
    blocked = workers;
    return changed;
  }
}
