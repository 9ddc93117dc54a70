package io.github.autorefresh.cache;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An item and what the cache knows about it, at one moment. Immutable. Instants are read from the
 * wall clock and precise to the millisecond.
 */
public interface CacheEntry<T extends CacheItem> {

  /** The last good state. */
  T item();

  /** When the item was registered. */
  Instant createdAt();

  /** When a sync last succeeded, or null if none has yet. */
  @Nullable Instant lastSyncedAt();

  /**
   * When the next sync is due. In the past if the item is overdue; during a sync, when that sync
   * was due; null for a terminal item.
   */
  @Nullable Instant nextSyncAt();

  /** The number of syncs that have failed since the last success. */
  int consecutiveFailures();

  /** Why the last sync failed, or null if it succeeded. */
  @Nullable Throwable lastError();
}
