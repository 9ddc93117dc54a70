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

  /** True if the {@link ItemHandler} wanted a state of the item and has not handled it yet. */
  default boolean unhandled() {
    return unhandledSince() != null;
  }

  /** When the cache saw the state that is not handled yet, or null if there is none. */
  default @Nullable Instant unhandledSince() {
    return null;
  }

  /** Why the handler's last call for an unhandled item failed, or null if none has. */
  default @Nullable Throwable handlerError() {
    return null;
  }
}
