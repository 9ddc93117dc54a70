package io.github.autorefresh.cache;

import java.util.Objects;

/**
 * What a {@link CacheSyncBatch} found for one item. Immutable. Neither an argument nor the id of an
 * item may be null: a {@link NullPointerException} names the one that is.
 */
public sealed interface SyncResult<T extends CacheItem> {

  /** The id of the item. */
  String id();

  /** The latest copy of the item; one that equals the old copy counts as unchanged. */
  static <T extends CacheItem> SyncResult<T> updated(T item) {
    return new Updated<>(item);
  }

  /** The item has not changed. */
  static <T extends CacheItem> SyncResult<T> unchanged(String id) {
    return new Unchanged<>(id);
  }

  /** The external system no longer has the item: it is removed from the cache. */
  static <T extends CacheItem> SyncResult<T> deleted(String id) {
    return new Deleted<>(id);
  }

  /** The item's state could not be determined: the cache keeps the last good copy. */
  static <T extends CacheItem> SyncResult<T> failed(String id, Throwable cause) {
    return new Failed<>(id, cause);
  }

  /** See {@link #updated}. */
  record Updated<T extends CacheItem>(T item) implements SyncResult<T> {
    public Updated {
      Objects.requireNonNull(item, "item");
      Objects.requireNonNull(item.id(), "item.id()");
    }

    @Override
    public String id() {
      return item.id();
    }
  }

  /** See {@link #unchanged}. */
  record Unchanged<T extends CacheItem>(String id) implements SyncResult<T> {
    public Unchanged {
      Objects.requireNonNull(id, "id");
    }
  }

  /** See {@link #deleted}. */
  record Deleted<T extends CacheItem>(String id) implements SyncResult<T> {
    public Deleted {
      Objects.requireNonNull(id, "id");
    }
  }

  /** See {@link #failed}. */
  record Failed<T extends CacheItem>(String id, Throwable cause) implements SyncResult<T> {
    public Failed {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(cause, "cause");
    }
  }
}
