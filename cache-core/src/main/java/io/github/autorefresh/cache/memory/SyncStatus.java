package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.ItemPeriod;
import org.jspecify.annotations.Nullable;

/**
 * An item's period, and its failures since the last success. Not part of the entry, because nearly
 * all items share one instance. Immutable.
 *
 * @param period as returned by {@link ItemPeriod#of}
 * @param error the last failure, or null if there is none
 */
record SyncStatus(long period, int failures, @Nullable Throwable error) {

  /** On the cache's own period, without failures. */
  static final SyncStatus USUAL = new SyncStatus(ItemPeriod.OF_CACHE, 0, null);

  boolean isUsual() {
    return isHealthy() && period == ItemPeriod.OF_CACHE;
  }

  boolean isHealthy() {
    return failures == 0;
  }

  SyncStatus failed(int count, Throwable cause) {
    return new SyncStatus(period, count, cause);
  }

  boolean isTerminal() {
    return period == ItemPeriod.TERMINAL;
  }
}
