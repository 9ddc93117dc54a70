package io.github.autorefresh.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of a cache at one moment. Counters start when the cache is built. They count
 * items, not calls of the sync function: a batch of ten counts as ten.
 */
public interface CacheStats {

  /** Items in the cache, including terminal ones. */
  long size();

  /** Calls of {@code get} and {@code getOrCreate} that found their item. */
  long hits();

  /** Calls of {@code get} and {@code getOrCreate} that found none. */
  long misses();

  /** Items registered. */
  long created();

  /** Syncs that found a new state. */
  long updated();

  /** Syncs that found the state unchanged. */
  long unchanged();

  /** Items removed because a sync found that they no longer exist. */
  long deleted();

  /** Syncs that failed, including those that timed out. */
  long failed();

  /** Terminal items removed to make room for new ones. */
  long evictions();

  /** Items that are being synced now, including stuck ones. */
  long inFlight();

  /** Items whose sync has timed out and has not returned yet. */
  long stuck();

  /** Items whose last sync failed. */
  long failing();

  /** Items that are due and whose sync has not begun. */
  long overdue();

  /** The time by which the most overdue item is late; zero if none is overdue. */
  Duration lag();

  /** The moving average of the duration of a call of the sync function; zero before the first. */
  Duration syncLatency();

  /**
   * The demanded rate divided by the permitted one: the sum of 1/period over all live items ÷ (tps
   * × batch size). Above 1, not every item can be synced once per period, and all intervals are
   * {@linkplain #stretch stretched}. Zero without a rate limit.
   */
  double saturation();

  /**
   * The factor by which all intervals are longer than planned, because more is demanded than can be
   * done: by the permitted rate, or because calls are slow and the parallelism is used up. That of
   * the last two seconds or so; at least 1.
   */
  default double stretch() {
    return 1;
  }

  /**
   * Items of a shared store that this replica cannot read because another version of the
   * application wrote them. They are left as they are. Zero if the store is not shared.
   */
  default long unreadable() {
    return 0;
  }

  /**
   * Items that a shared store had lost and that this replica has put back. Zero if the store is not
   * shared.
   */
  default long restored() {
    return 0;
  }

  /**
   * Why the shared store cannot be used now; no item is synced meanwhile. Null if it can be used or
   * is not shared.
   */
  default @Nullable Throwable storeFailure() {
    return null;
  }
}
