package io.github.autorefresh.cache;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An item and what the cache knows about it, at one moment. Immutable. Instants are by the wall
 * clock, to the millisecond.
 */
public interface CacheEntry<T extends CacheItem> {

  /** The last good state. */
  T item();

  /** When the item was registered. */
  Instant createdAt();

  /** When a sync last succeeded, or null if none has yet. */
  @Nullable Instant lastSyncedAt();

  /**
   * When the next sync is due: in the past if it is overdue, the current one's due time while it
   * runs, null for a terminal item.
   */
  @Nullable Instant nextSyncAt();

  /** How many syncs have failed since the last one that succeeded. */
  int consecutiveFailures();

  /** Why the last sync failed, or null if it succeeded. */
  @Nullable Throwable lastError();
}
