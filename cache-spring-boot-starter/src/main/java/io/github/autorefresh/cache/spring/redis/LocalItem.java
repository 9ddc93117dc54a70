package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An item as this replica knows it. Immutable but for what a sync that brought nothing new changes.
 */
final class LocalItem<T extends CacheItem> implements CacheEntry<T> {

  private final T item;
  private volatile Meta meta;
  private volatile @Nullable Throwable error;

  LocalItem(T item, Meta meta, @Nullable Throwable error) {
    this.item = item;
    this.meta = meta;
    this.error = error;
  }

  @Override
  public T item() {
    return item;
  }

  Meta meta() {
    return meta;
  }

  /** A sync brought nothing new, or failed. Called by one thread at a time for an item. */
  void synced(Meta now, @Nullable Throwable failure) {
    meta = now;
    error = failure;
  }

  /** The same at this moment, to be looked at later. */
  LocalItem<T> snapshot() {
    return new LocalItem<>(item, meta, error);
  }

  @Override
  public Instant createdAt() {
    return Meta.instant(meta.created());
  }

  @Override
  public @Nullable Instant lastSyncedAt() {
    long synced = meta.synced();
    return synced == 0 ? null : Meta.instant(synced);
  }

  @Override
  public @Nullable Instant nextSyncAt() {
    Meta now = meta;
    return now.isTerminal() ? null : Meta.instant(now.due());
  }

  @Override
  public int consecutiveFailures() {
    return meta.failures();
  }

  @Override
  public @Nullable Throwable lastError() {
    return error;
  }

  @Override
  public String toString() {
    return "LocalItem[" + item + ", " + meta + ", " + error + "]";
  }
}
