package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;
import java.time.Duration;

/**
 * What an item's state says about its cadence, as one number: a positive period in nanoseconds, or
 * one of two constants. It is asked of a state once, so that a store need not call the
 * application's code.
 */
public final class ItemPeriod {

  /** The item follows the cache's own period. */
  public static final long OF_CACHE = 0;

  /** The item is terminal: it is not scheduled. */
  public static final long TERMINAL = -1;

  private ItemPeriod() {}

  /**
   * Asks an item.
   *
   * @throws IllegalArgumentException if its period is zero or negative
   */
  public static long of(CacheItem item) {
    if (item.isTerminal()) {
      return TERMINAL;
    }
    Duration period = item.resyncPeriod();
    if (period == null) {
      return OF_CACHE;
    }
    if (period.isZero() || period.isNegative()) {
      throw new IllegalArgumentException(
          "resyncPeriod of item \"" + item.id() + "\" must be positive, but was " + period);
    }
    return saturatedNanos(period);
  }

  private static long saturatedNanos(Duration period) {
    try {
      return period.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}
