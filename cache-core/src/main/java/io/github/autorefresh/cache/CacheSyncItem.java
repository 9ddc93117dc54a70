package io.github.autorefresh.cache;

import org.jspecify.annotations.Nullable;

/**
 * Asks the external system for the latest state of one item.
 *
 * <p>It is called from many threads at once, but for one item by one thread at a time. It may
 * block; past the sync timeout its thread is interrupted and what it answers later is discarded.
 */
@FunctionalInterface
public interface CacheSyncItem<T extends CacheItem> {

  /**
   * Returns the latest copy of {@code item}, with the same id.
   *
   * @return an equal copy (or the item itself) if nothing changed; null if the external system no
   *     longer knows the item, which removes it from the cache
   * @throws Exception if the state could not be learned: the cache keeps the last good copy and
   *     tries again after a backoff
   */
  @Nullable T sync(T item) throws Exception;
}
