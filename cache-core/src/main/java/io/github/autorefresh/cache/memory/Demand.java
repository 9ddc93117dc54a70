package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.ItemPeriod;

/**
 * The sum of 1/period over all live items, updated when items are created, change or are removed.
 * Guarded by the store's lock.
 */
final class Demand {

  private static final double NANOS_PER_SECOND = 1e9;

  private long onCachePeriod;
  private long onOwnPeriod;
  private double ownPerSecond;

  void add(long period) {
    if (period == ItemPeriod.OF_CACHE) {
      onCachePeriod++;
    } else if (period != ItemPeriod.TERMINAL) {
      onOwnPeriod++;
      ownPerSecond += NANOS_PER_SECOND / period;
    }
  }

  void remove(long period) {
    if (period == ItemPeriod.OF_CACHE) {
      onCachePeriod--;
    } else if (period != ItemPeriod.TERMINAL) {
      onOwnPeriod--;
      // Starting from zero again whenever there are none keeps rounding errors from adding up.
      ownPerSecond = onOwnPeriod == 0 ? 0 : ownPerSecond - NANOS_PER_SECOND / period;
    }
  }

  /** The number of live items. */
  long live() {
    return onCachePeriod + onOwnPeriod;
  }

  /** In syncs per second, if the cache's own period is so many nanoseconds. */
  double perSecond(long cachePeriod) {
    return onCachePeriod * NANOS_PER_SECOND / cachePeriod + ownPerSecond;
  }
}
