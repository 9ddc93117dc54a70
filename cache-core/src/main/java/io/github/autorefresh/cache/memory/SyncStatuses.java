package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.ItemPeriod;
import org.jspecify.annotations.Nullable;

/**
 * Creates statuses, and reuses the one of a period that occurred recently, since items have few
 * different periods. Guarded by the store's lock.
 */
final class SyncStatuses {

  private static final int RECENT = 64;

  private final @Nullable SyncStatus[] recent = new SyncStatus[RECENT];

  /** The status of an item with this period and without failures. */
  SyncStatus healthy(long period) {
    if (period == ItemPeriod.OF_CACHE) {
      return SyncStatus.USUAL;
    }
    int place = Long.hashCode(period / 1_000_000) & (RECENT - 1);
    SyncStatus known = recent[place];
    if (known == null || known.period() != period) {
      known = new SyncStatus(period, 0, null, null);
      recent[place] = known;
    }
    return known;
  }
}
