package io.github.autorefresh.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of a cache at one moment. Immutable. Counters are zero when the cache is built.
 * They count items, not calls of the sync function: a batch of ten counts as ten.
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

  /**
   * Syncs that were put off because the external system asked to be left alone ({@link
   * RetryAfterException}). They do not count as failures.
   */
  default long deferred() {
    return 0;
  }

  /** Terminal items removed to make room for new ones. */
  long evictions();

  /** Items that are being synced now, including stuck ones. */
  long inFlight();

  /** Items whose sync has timed out and has not returned yet. */
  long stuck();

  /** Items whose last sync failed. */
  long failing();

  /**
   * The time since the earliest failure among the items that are still failing; zero if none is
   * failing, or if the store does not know.
   */
  default Duration failingLongest() {
    return Duration.ZERO;
  }

  /**
   * When the present outage began: the time of its first failure. During an outage only probes are
   * made. Null if there is none.
   */
  default @Nullable Instant outageSince() {
    return null;
  }

  /** When the next probe may be made; null unless there is an outage. */
  default @Nullable Instant nextProbeAt() {
    return null;
  }

  /** Items that are past their due time and whose sync has not begun. */
  long overdue();

  /** How late the most overdue item is; zero if none is overdue. */
  Duration lag();

  /** The moving average of the duration of a call of the sync function; zero before the first. */
  Duration syncLatency();

  /**
   * The demand divided by the permitted rate: the sum of 1/period over all live items ÷ (tps × the
   * largest number of items per call). Above 1, not every item can be synced once per period, and
   * all intervals are {@linkplain #stretch stretched}. Zero without a rate limit.
   */
  double saturation();

  /**
   * The calls per second that are permitted now: the {@code tps} of the settings, or less while the
   * rate comes back after a {@link RetryAfterException}. {@link Double#POSITIVE_INFINITY} without
   * any limit.
   */
  default double permittedTps() {
    return Double.POSITIVE_INFINITY;
  }

  /**
   * The time until which no call begins, because the external system asked to be left alone ({@link
   * RetryAfterException}); null if calls may begin.
   */
  default @Nullable Instant heldUntil() {
    return null;
  }

  /**
   * The factor by which all intervals are longer than planned, because the demand is higher than
   * the permitted rate, or because calls are slow and the parallelism is used up. Measured over the
   * last two seconds or so; at least 1.
   */
  default double stretch() {
    return 1;
  }

  /** Items that the {@link ItemHandler} wants and has not handled yet. */
  default long unhandled() {
    return 0;
  }

  /** Unhandled items for which the handler's last call failed. */
  default long handlerFailing() {
    return 0;
  }

  /**
   * The time since the handler's earliest failure among the items for which it is still failing;
   * zero if it fails for none.
   */
  default Duration handlerFailingLongest() {
    return Duration.ZERO;
  }

  /**
   * Terminal items that were given up because they stayed unhandled for the handler retention. In a
   * store that replicas share, each of them counts on the replica that gave it up: add them up.
   */
  default long abandoned() {
    return 0;
  }

  /**
   * How many syncs the {@linkplain Cadence.Learned learned cadence} has saved in the last hour, as
   * a share of those that a fixed cadence would have made: 0.75 if only a quarter of them was made.
   * First syncs and refreshes do not count. At most 1; negative if more were made; 0 if the cadence
   * is fixed.
   */
  default double callsSaved() {
    return 0;
  }

  /**
   * Items of a shared store that this replica cannot read because another version of the
   * application wrote them. They are left unchanged. Zero if the store is not shared.
   */
  default long unreadable() {
    return 0;
  }

  /**
   * The ids of at most ten of these items, with the reasons. The items can be deleted by their ids,
   * and then created anew.
   */
  default Map<String, String> unreadableItems() {
    return Map.of();
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
