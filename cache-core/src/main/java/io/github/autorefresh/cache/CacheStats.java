package io.github.autorefresh.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a cache at one moment; the counters run from its creation. They count items, not
 * calls: a batch of ten counts ten.
 */
public interface CacheStats {

  /** Items in the cache, terminal ones included. */
  long size();

  /** Calls of {@code get} and {@code getOrCreate} that found their item. */
  long hits();

  /** Calls of {@code get} and {@code getOrCreate} that found none. */
  long misses();

  /** Items registered. */
  long created();

  /** Syncs that brought a new state. */
  long updated();

  /** Syncs that found nothing new. */
  long unchanged();

  /** Items removed because a sync found them gone. */
  long deleted();

  /** Syncs that failed, timed-out ones included. */
  long failed();

  /** Terminal items that made room for new ones. */
  long evictions();

  /** Items that are being synced now, stuck ones included. */
  long inFlight();

  /** Items whose sync has timed out but has not returned yet. */
  long stuck();

  /** Items whose last sync failed. */
  long failing();

  /** Items whose due time has passed and whose sync has not begun. */
  long overdue();

  /** How late the most overdue item is; zero if none is. */
  Duration lag();

  /** A moving average of the time that one call of the sync function takes. */
  Duration syncLatency();

  /**
   * The demanded rate over the permitted one: the sum of 1/period over all live items ÷ (tps × the
   * batch size). Above 1 the items cannot all be synced once per period, and their effective period
   * stretches by this factor. Zero without a limit.
   */
  double saturation();

  /**
   * Items of a shared store that this replica cannot read, having been written by another version
   * of the application: they are left alone. Zero if the store is not shared.
   */
  default long unreadable() {
    return 0;
  }

  /**
   * Items that this replica has put back into a shared store that had lost them. Zero if the store
   * is not shared.
   */
  default long restored() {
    return 0;
  }

  /** Why the shared store cannot be used now: syncing rests. Null if it can, or is not shared. */
  default @Nullable Throwable storeFailure() {
    return null;
  }
}
