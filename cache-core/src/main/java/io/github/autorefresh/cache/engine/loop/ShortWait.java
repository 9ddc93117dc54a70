package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.engine.pace.ClaimSize;
import io.github.autorefresh.cache.engine.waiters.Waiting;
import io.github.autorefresh.cache.spi.ItemStore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets a worker that has found nothing wait for what is due soon, one worker at a time: where calls
 * are quick, waking the dispatcher, which wakes a worker, costs more. Thread-safe.
 */
public final class ShortWait {

  /** A task of this age waits no more, for the sake of others on the same executor. */
  static final long LONGEST_TASK_NANOS = 10_000_000;

  /** To wait so long costs less than to be woken. */
  private static final long LONGEST_WAIT_NANOS = 1_000_000;

  private final ItemStore<?> store;
  private final Claiming claiming;
  private final ClaimSize claimSize;
  private final Waiting waiting;
  private final AtomicBoolean taken = new AtomicBoolean();

  /** Waits for what becomes claimable in this store. */
  public ShortWait(ItemStore<?> store, Claiming claiming, ClaimSize claimSize, Waiting waiting) {
    this.store = store;
    this.claiming = claiming;
    this.claimSize = claimSize;
    this.waiting = waiting;
  }

  /**
   * Waits, if it is worth it.
   *
   * @param ageNanos the age of the worker's task
   * @return false if the worker is to leave
   */
  boolean hasWaited(long ageNanos) {
    if (ageNanos > LONGEST_TASK_NANOS
        || !claimSize.isQuick()
        || !taken.compareAndSet(false, true)) {
      return false;
    }
    try {
      long wait = claiming.untilWork(store);
      if (wait > LONGEST_WAIT_NANOS) {
        return false;
      }
      if (wait > 0) {
        waiting.nap(wait);
      }
      return true;
    } finally {
      taken.set(false);
    }
  }
}
