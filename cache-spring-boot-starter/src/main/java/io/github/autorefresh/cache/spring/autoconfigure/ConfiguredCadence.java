package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.Cadence;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the properties say of a cache's cadence. What is unset follows from the resync period, which
 * may be known at another level.
 *
 * @param minPeriod null if unset, as is {@code maxPeriod}
 */
record ConfiguredCadence(
    CadenceType type, @Nullable Duration minPeriod, @Nullable Duration maxPeriod) {

  static final ConfiguredCadence FIXED = new ConfiguredCadence(CadenceType.FIXED, null, null);

  private static final Duration MIN = Duration.ofSeconds(1);
  private static final int MAX_PERIODS = 10;
  private static final Duration LONGEST = Duration.ofDays(3650);

  ConfiguredCadence withType(CadenceType other) {
    return new ConfiguredCadence(other, minPeriod, maxPeriod);
  }

  /**
   * With this least period, and a longest one that is no less if it was inherited.
   *
   * @throws IllegalArgumentException if it is illegal
   */
  ConfiguredCadence withMin(Duration min) {
    Duration max = maxPeriod;
    Cadence.Learned checked = new Cadence.Learned(min, max == null ? min : later(min, max));
    return new ConfiguredCadence(type, min, max == null ? null : checked.maxPeriod());
  }

  /**
   * With this longest period.
   *
   * @throws IllegalArgumentException if it is illegal, or less than the least one
   */
  ConfiguredCadence withMax(Duration max) {
    Duration min = minPeriod;
    Cadence.Learned checked = new Cadence.Learned(min == null ? max : min, max);
    return new ConfiguredCadence(type, min, checked.maxPeriod());
  }

  /** The cadence of a cache that has this resync period. */
  Cadence of(Duration resyncPeriod) {
    if (type == CadenceType.FIXED) {
      return Cadence.FIXED;
    }
    Duration min = minPeriod;
    Duration max = maxPeriod;
    if (max == null) {
      Duration usual = tenPeriods(resyncPeriod);
      max = min == null ? usual : later(min, usual);
    }
    if (min == null) {
      min = earlier(earlier(MIN, resyncPeriod), max);
    }
    return new Cadence.Learned(min, max);
  }

  private static Duration tenPeriods(Duration period) {
    return period.compareTo(LONGEST.dividedBy(MAX_PERIODS)) > 0
        ? LONGEST
        : period.multipliedBy(MAX_PERIODS);
  }

  private static Duration later(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Duration earlier(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
