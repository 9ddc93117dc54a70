package io.github.autorefresh.cache;

/**
 * Hears what happens to the items of a cache.
 *
 * <p>Called on the thread that committed the change, outside every lock, after readers can see it.
 * The sync events of one item (updated, failed, gone) come in the order of its syncs, each before
 * the next sync of that item begins; so a slow listener delays its item. What a listener throws is
 * logged and harms nobody.
 */
public interface CacheListener<T extends CacheItem> {

  /** An item was registered. */
  default void onCreated(T item) {}

  /** A sync brought a state that differs from the one before. */
  default void onUpdated(T previous, T current) {}

  /** An item left the cache; {@code item} is its last known state. */
  default void onRemoved(T item, RemovalCause cause) {}

  /** A sync failed; {@code item} is the last good state, which stays in the cache. */
  default void onSyncFailed(T item, Throwable error) {}
}
