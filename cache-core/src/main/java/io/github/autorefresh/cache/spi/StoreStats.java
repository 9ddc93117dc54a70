package io.github.autorefresh.cache.spi;

import org.jspecify.annotations.Nullable;

/**
 * The statistics of a store at one moment.
 *
 * @param overdue the number of items that are due and not claimed
 * @param lagNanos the nanoseconds by which the most overdue of them is late; zero if there is none
 * @param failing the number of items whose last sync failed
 * @param demand the sum of 1/period over all live items, in syncs per second
 * @param live the number of items that are not terminal; {@link Long#MAX_VALUE} if it is not
 *     counted
 * @param failingLongestNanos the nanoseconds since the first of the failures of the item that has
 *     failed for longest; zero if none is failing, or if it is not known
 * @param unreadable the number of items of a shared store that this replica cannot read
 * @param restored the number of items that a shared store had lost and this replica has put back
 * @param failure why a shared store cannot be used now, or null if it can
 */
public record StoreStats(
    long overdue,
    long lagNanos,
    long failing,
    double demand,
    long live,
    long failingLongestNanos,
    long unreadable,
    long restored,
    @Nullable Throwable failure) {

  /** The statistics of a store that is not shared. */
  public StoreStats(
      long overdue,
      long lagNanos,
      long failing,
      double demand,
      long live,
      long failingLongestNanos) {
    this(overdue, lagNanos, failing, demand, live, failingLongestNanos, 0, 0, null);
  }

  /** The statistics of a store that is not shared, nor counts live items. */
  public StoreStats(long overdue, long lagNanos, long failing, double demand) {
    this(overdue, lagNanos, failing, demand, Long.MAX_VALUE, 0);
  }

  /** The statistics of a store that does not count live items, nor how long some have failed. */
  public StoreStats(
      long overdue,
      long lagNanos,
      long failing,
      double demand,
      long unreadable,
      long restored,
      @Nullable Throwable failure) {
    this(overdue, lagNanos, failing, demand, Long.MAX_VALUE, 0, unreadable, restored, failure);
  }
}
