package io.github.autorefresh.cache.spi;

import org.jspecify.annotations.Nullable;

/**
 * The figures of a store at one moment.
 *
 * @param overdue items whose due time has passed and that nobody has claimed
 * @param lagNanos how late the most overdue of them is; zero if there is none
 * @param failing items whose last sync failed
 * @param demand the sum of 1/period over all live items, in syncs per second
 * @param unreadable items that are in a shared store in a form that cannot be read here
 * @param restored items that were put back into a shared store after it had lost them
 * @param failure why a shared store cannot be used now, or null if it can
 */
public record StoreStats(
    long overdue,
    long lagNanos,
    long failing,
    double demand,
    long unreadable,
    long restored,
    @Nullable Throwable failure) {

  /** The figures of a store that is not shared. */
  public StoreStats(long overdue, long lagNanos, long failing, double demand) {
    this(overdue, lagNanos, failing, demand, 0, 0, null);
  }
}
