package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.ItemPeriod;

/**
 * The sum of 1/interval over all live items, as it is planned: an item's own period, the cache's,
 * or what a learned cadence has planned. Updated when items are created, change or are removed.
 * Guarded by the store's lock.
 */
final class Demand {

  private static final double NANOS_PER_SECOND = 1e9;

  private long onCachePeriod;

  /** Those with a {@link Plans plan}, and how many of them there would be on the cache's period. */
  private long onPlan;

  private double planned;
  private long onOwnPeriod;
  private double ownPerSecond;

  void add(long period, byte plan) {
    if (plan != Plans.PERIOD) {
      onPlan++;
      planned += 1 / Plans.of(plan);
    } else if (period == ItemPeriod.OF_CACHE) {
      onCachePeriod++;
    } else if (period != ItemPeriod.TERMINAL) {
      onOwnPeriod++;
      ownPerSecond += NANOS_PER_SECOND / period;
    }
  }

  void remove(long period, byte plan) {
    if (plan != Plans.PERIOD) {
      onPlan--;
      planned = onPlan == 0 ? 0 : planned - 1 / Plans.of(plan);
    } else if (period == ItemPeriod.OF_CACHE) {
      onCachePeriod--;
    } else if (period != ItemPeriod.TERMINAL) {
      onOwnPeriod--;
      // Starting from zero again whenever there are none keeps rounding errors from adding up.
      ownPerSecond = onOwnPeriod == 0 ? 0 : ownPerSecond - NANOS_PER_SECOND / period;
    }
  }

  /** The number of live items. */
  long live() {
    return onCachePeriod + onPlan + onOwnPeriod;
  }

  /** In syncs per second, if the cache's own period is so many nanoseconds. */
  double perSecond(long cachePeriod) {
    return (onCachePeriod + planned) * NANOS_PER_SECOND / cachePeriod + ownPerSecond;
  }
}
