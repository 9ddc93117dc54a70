package io.github.autorefresh.cache.spring.redis.copy;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An item as this replica knows it. Immutable but for what a sync that brought nothing new changes.
 */
public final class LocalItem<T extends CacheItem> implements CacheEntry<T> {

  private final T item;
  private final @Nullable Throwable handlerError;
  private volatile ItemFields fields;
  private volatile @Nullable Throwable error;

  /** As it is known now. */
  public LocalItem(T item, ItemFields fields, @Nullable Throwable error) {
    this(item, fields, error, null);
  }

  private LocalItem(
      T item, ItemFields fields, @Nullable Throwable error, @Nullable Throwable handlerError) {
    this.item = item;
    this.fields = fields;
    this.error = error;
    this.handlerError = handlerError;
  }

  @Override
  public T item() {
    return item;
  }

  /** What is known of it beside its state. */
  public ItemFields fields() {
    return fields;
  }

  /** A sync brought nothing new, or failed. Called by one thread at a time for an item. */
  void synced(ItemFields now, @Nullable Throwable failure) {
    fields = now;
    error = failure;
  }

  /** The same at this moment, to be looked at later; due in real time. */
  LocalItem<T> snapshot(HandlerFailures failures, Stretch stretch) {
    ItemFields now = stretch.inRealTime(fields);
    Throwable why = now.isMarked() ? failures.error(item.id(), now.generation()) : null;
    return new LocalItem<>(item, now, error, why);
  }

  @Override
  public @Nullable Instant unhandledSince() {
    ItemFields now = fields;
    return now.isMarked() ? ItemFields.instant(now.marked()) : null;
  }

  @Override
  public @Nullable Throwable handlerError() {
    return handlerError;
  }

  @Override
  public Instant createdAt() {
    return ItemFields.instant(fields.created());
  }

  @Override
  public @Nullable Instant lastSyncedAt() {
    long synced = fields.synced();
    return synced == 0 ? null : ItemFields.instant(synced);
  }

  @Override
  public @Nullable Instant nextSyncAt() {
    ItemFields now = fields;
    return now.isTerminal() ? null : ItemFields.instant(now.due());
  }

  @Override
  public int consecutiveFailures() {
    return fields.failures();
  }

  @Override
  public @Nullable Throwable lastError() {
    return error;
  }

  @Override
  public String toString() {
    return "LocalItem[" + item + ", " + fields + ", " + error + "]";
  }
}
