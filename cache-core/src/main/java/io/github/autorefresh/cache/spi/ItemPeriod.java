package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;
import java.time.Duration;

/**
 * The resync period of an item's state as one number: positive nanoseconds, or one of two
 * constants. The engine asks each state once, so that a store runs no code of the application.
 * Stateless and thread-safe.
 */
public final class ItemPeriod {

  /** The item is on the cache's own period. */
  public static final long OF_CACHE = 0;

  /** The item is terminal: it is not scheduled. */
  public static final long TERMINAL = -1;

  private ItemPeriod() {}

  /**
   * The period of an item. Runs code of the application, which may throw anything.
   *
   * @return nanoseconds, {@link #OF_CACHE} or {@link #TERMINAL}; {@link Long#MAX_VALUE} if the
   *     period is longer than that
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
