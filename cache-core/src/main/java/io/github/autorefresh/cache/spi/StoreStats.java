package io.github.autorefresh.cache.spi;

import org.jspecify.annotations.Nullable;

/**
 * The statistics of a store at one moment.
 *
 * @param overdue the number of items that are due and not claimed
 * @param lagNanos the nanoseconds by which the most overdue of them is late; zero if there is none
 * @param failing the number of items whose last sync failed
 * @param demand the sum of 1/period over all live items, in syncs per second
 * @param unreadable the number of items of a shared store that this replica cannot read
 * @param restored the number of items that a shared store had lost and this replica has put back
 * @param failure why a shared store cannot be used now, or null if it can
 * @param stretch by how much intervals are longer than planned; at least 1
 */
public record StoreStats(
    long overdue,
    long lagNanos,
    long failing,
    double demand,
    long unreadable,
    long restored,
    @Nullable Throwable failure,
    double stretch) {

  /** The statistics of a store that is not shared. */
  public StoreStats(long overdue, long lagNanos, long failing, double demand, double stretch) {
    this(overdue, lagNanos, failing, demand, 0, 0, null, stretch);
  }

  /** The statistics of a store that does not stretch intervals. */
  public StoreStats(
      long overdue,
      long lagNanos,
      long failing,
      double demand,
      long unreadable,
      long restored,
      @Nullable Throwable failure) {
    this(overdue, lagNanos, failing, demand, unreadable, restored, failure, 1);
  }
}
