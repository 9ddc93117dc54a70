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

  /** Of items on the cache's own period, by what is planned for them. */
  private final @Nullable SyncStatus[] planned = new SyncStatus[1 << Byte.SIZE];

  /** The status of an item with this period and plan, and without failures. */
  SyncStatus healthy(long period, byte plan) {
    if (period == ItemPeriod.OF_CACHE) {
      return plan == Plans.PERIOD ? SyncStatus.USUAL : planned(plan);
    }
    int place = Long.hashCode(period / 1_000_000) & (RECENT - 1);
    SyncStatus known = recent[place];
    if (known == null || known.period() != period) {
      known = SyncStatus.healthy(period, Plans.PERIOD);
      recent[place] = known;
    }
    return known;
  }

  private SyncStatus planned(byte plan) {
    int place = plan - Byte.MIN_VALUE;
    SyncStatus known = planned[place];
    if (known == null) {
      known = SyncStatus.healthy(ItemPeriod.OF_CACHE, plan);
      planned[place] = known;
    }
    return known;
  }
}
