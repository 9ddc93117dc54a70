package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.ItemPeriod;
import org.jspecify.annotations.Nullable;

/**
 * An item's period, what is planned, and its failures since the last success. Not part of the
 * entry, because nearly all items share few instances. Immutable.
 *
 * @param pace the period, as {@link ItemPeriod} tells it; or, less than all of these, what a
 *     learned cadence has planned for an item on the cache's own period. One number for both,
 *     because failing items have a status each
 * @param error the last failure, or null if there is none
 * @param episode since when it fails; null if it does not
 */
record SyncStatus(
    long pace, int failures, @Nullable Throwable error, Failures.@Nullable Episode episode) {

  /** On the cache's own period, without failures. */
  static final SyncStatus USUAL = healthy(ItemPeriod.OF_CACHE, Plans.PERIOD);

  /** A plan is kept as this plus the plan, which is less than every period. */
  private static final long PLANS = ItemPeriod.TERMINAL + Byte.MIN_VALUE;

  /**
   * Without failures.
   *
   * @param plan {@link Plans#PERIOD}, unless the item is on the cache's own period
   */
  static SyncStatus healthy(long period, byte plan) {
    return new SyncStatus(plan == Plans.PERIOD ? period : PLANS + plan, 0, null, null);
  }

  /** As {@link ItemPeriod} tells it. */
  long period() {
    return isPlanned() ? ItemPeriod.OF_CACHE : pace;
  }

  /** The planned interval, if it is another than the period; else {@link Plans#PERIOD}. */
  byte plan() {
    return isPlanned() ? (byte) (pace - PLANS) : Plans.PERIOD;
  }

  private boolean isPlanned() {
    return pace < ItemPeriod.TERMINAL;
  }

  boolean isUsual() {
    return isHealthy() && period() == ItemPeriod.OF_CACHE;
  }

  boolean isHealthy() {
    return failures == 0;
  }

  SyncStatus failed(int count, Throwable cause, Failures.@Nullable Episode since) {
    return new SyncStatus(pace, count, cause, since);
  }

  /** True if it fails, and did so before that time already. */
  boolean isFailingSinceBefore(long time) {
    Failures.Episode failing = episode;
    return failing != null && failing.since < time;
  }

  boolean isTerminal() {
    return pace == ItemPeriod.TERMINAL;
  }
}
