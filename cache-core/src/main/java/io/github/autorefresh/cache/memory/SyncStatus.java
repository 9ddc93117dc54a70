package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.ItemPeriod;
import org.jspecify.annotations.Nullable;

/**
 * How an item stands: its cadence, and the failures since its last success. Kept apart from the
 * entry because nearly all share one.
 *
 * @param period as {@link ItemPeriod} tells it
 */
record SyncStatus(long period, int failures, @Nullable Throwable error) {

  /** On the cache's own period, and well. */
  static final SyncStatus USUAL = new SyncStatus(ItemPeriod.OF_CACHE, 0, null);

  boolean isUsual() {
    return isWell() && period == ItemPeriod.OF_CACHE;
  }

  boolean isWell() {
    return failures == 0;
  }

  SyncStatus failed(int count, Throwable cause) {
    return new SyncStatus(period, count, cause);
  }

  boolean isTerminal() {
    return period == ItemPeriod.TERMINAL;
  }
}
