package io.github.autorefresh.cache;

import java.time.Duration;

/** How the time from one sync of an item to the next is determined. Immutable. */
public sealed interface Cadence {

  /** Once per resync period. */
  Cadence FIXED = new Fixed();

  /** Once per resync period. */
  record Fixed() implements Cadence {}

  /**
   * Planned by what the cache has learned of each {@linkplain CacheItem#cadenceKind kind}: how
   * likely an item is to change at the age of its present state. An item is synced often when a
   * change is likely, and seldom when it is not. The intervals in which a change is found are as
   * long, on average, as the resync period. An item with a {@linkplain CacheItem#resyncPeriod
   * period of its own} is synced once per that period; an item that changed in each of its last
   * three syncs, once per resync period, within these bounds.
   *
   * @param minPeriod no interval is shorter, except by the shortening after a first sync and by
   *     jitter; positive
   * @param maxPeriod no interval is longer, except by jitter and stretch; at least {@code
   *     minPeriod}. It bounds how late an unexpected change is found
   */
  record Learned(Duration minPeriod, Duration maxPeriod) implements Cadence {

    /**
     * Validates the bounds.
     *
     * @throws IllegalArgumentException if one of them is illegal
     */
    public Learned {
      SettingRules.requirePositive("cadence.minPeriod", minPeriod);
      SettingRules.requirePositive("cadence.maxPeriod", maxPeriod);
      SettingRules.require(
          maxPeriod.compareTo(minPeriod) >= 0,
          "cadence.maxPeriod",
          maxPeriod,
          "at least cadence.minPeriod (" + minPeriod + ")");
    }
  }
}
