package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.ItemPeriod;
import org.jspecify.annotations.Nullable;

/**
 * An item's period, and its failures since the last success. Not part of the entry, because nearly
 * all items share one instance. Immutable.
 *
 * @param period as returned by {@link ItemPeriod#of}
 * @param error the last failure, or null if there is none
 * @param period as {@link ItemPeriod} tells it
 * @param episode since when it fails; null if it does not
 */
record SyncStatus(
    long period, int failures, @Nullable Throwable error, Failures.@Nullable Episode episode) {

  /** On the cache's own period, without failures. */
  static final SyncStatus USUAL = new SyncStatus(ItemPeriod.OF_CACHE, 0, null, null);

  boolean isUsual() {
    return isHealthy() && period == ItemPeriod.OF_CACHE;
  }

  boolean isHealthy() {
    return failures == 0;
  }

  SyncStatus failed(int count, Throwable cause, Failures.@Nullable Episode since) {
    return new SyncStatus(period, count, cause, since);
  }

  /** True if it fails, and did so before that time already. */
  boolean isFailingSinceBefore(long time) {
    Failures.Episode failing = episode;
    return failing != null && failing.since < time;
  }

  boolean isTerminal() {
    return period == ItemPeriod.TERMINAL;
  }
}
