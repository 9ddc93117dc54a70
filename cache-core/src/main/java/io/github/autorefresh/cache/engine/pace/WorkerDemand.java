package io.github.autorefresh.cache.engine.pace;

import java.util.function.DoubleSupplier;

/**
 * How many workers there should be. Where calls block, or their duration is not known yet: as many
 * as the parallelism allows. Where calls are quick: no more than there are processors, and not many
 * more than the permitted rate keeps busy, because waking a thread costs more than the call that it
 * would make; one more for each worker that is blocked nevertheless. Thread-safe.
 */
public final class WorkerDemand {

  private final int parallelism;
  private final int processors;
  private final ClaimSize claimSize;
  private final UsualDuration work;
  private final DoubleSupplier tps;
  private volatile int blocked;

  /**
   * The demand for workers that claim so much.
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

  /** The number of workers that should be active; from 1 to the parallelism. */
  public int workers() {
    if (!claimSize.isQuick()) {
      return parallelism;
    }
    double busy = tps.getAsDouble() / 1e9 * work.nanos();
    double wanted = Double.isNaN(busy) ? processors : Math.min(processors, 1 + 2 * busy);
    return Math.min(parallelism, (int) wanted + blocked);
  }

  /**
   * So many workers are blocked: in a call that is not quick, or in a listener.
   *
   * @return true if that has changed
   */
  public boolean blocked(int workers) {
    boolean changed = workers != blocked;
    blocked = workers;
    return changed;
  }
}
