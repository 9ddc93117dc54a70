package io.github.autorefresh.cache.spi;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of a store at one moment. Immutable.
 *
 * @param overdue the number of items that are due and not claimed
 * @param lagNanos how late the most overdue of them is, in nanoseconds; zero if there is none
 * @param failing the number of items whose last sync failed
 * @param demand the sum of 1/period over all live items, in syncs per second
 * @param live the number of items that are not terminal; {@link Long#MAX_VALUE} if it is not
 *     counted
 * @param failingLongestNanos the nanoseconds since the first of the failures of the item that has
 *     failed for longest; zero if none is failing, or if it is not known
 * @param unreadable the number of items of a shared store that this replica cannot read
 * @param restored the number of items that a shared store had lost and this replica has put back
 * @param unreadableItems the ids of some of those, with the reasons
 * @param failure why a shared store cannot be used now, or null if it can
 * @param stretch by how much intervals are longer than planned; at least 1
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
    Map<String, String> unreadableItems,
    @Nullable Throwable failure,
    double stretch) {

  /** The statistics of a store that is not shared. */
  public StoreStats(
      long overdue,
      long lagNanos,
      long failing,
      double demand,
      double stretch,
      long live,
      long failingLongestNanos) {
    this(
        overdue,
        lagNanos,
        failing,
        demand,
        live,
        failingLongestNanos,
        0,
        0,
        Map.of(),
        null,
        stretch);
  }

  /** The statistics of a store that neither is shared, nor stretches, nor counts live items. */
  public StoreStats(long overdue, long lagNanos, long failing, double demand) {
    this(overdue, lagNanos, failing, demand, 1, Long.MAX_VALUE, 0);
  }
}
