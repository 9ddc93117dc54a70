package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.ItemPeriod;
import org.jspecify.annotations.Nullable;

/**
 * Makes standings, and the same one again for a period that was met lately: items have a few
 * periods between them. Guarded by the store's lock.
 */
final class SyncStatuses {

  private static final int LATELY = 64;

  private final @Nullable SyncStatus[] lately = new SyncStatus[LATELY];

  /** Of an item that is well and has this period. */
  SyncStatus well(long period) {
    if (period == ItemPeriod.OF_CACHE) {
      return SyncStatus.USUAL;
    }
    int place = Long.hashCode(period / 1_000_000) & (LATELY - 1);
    SyncStatus known = lately[place];
    if (known == null || known.period() != period) {
      known = new SyncStatus(period, 0, null);
      lately[place] = known;
    }
    return known;
  }
}
