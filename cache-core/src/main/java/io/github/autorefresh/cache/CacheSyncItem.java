package io.github.autorefresh.cache;

import org.jspecify.annotations.Nullable;

/**
 * Asks the external system for the latest state of one item.
 *
 * <p>Called from several threads at once, but never from two for the same item; an item that was
 * deleted and registered again counts as another. It may block; after the sync timeout its thread
 * is interrupted, and what it returns later is discarded.
 */
@FunctionalInterface
public interface CacheSyncItem<T extends CacheItem> {

  /**
   * Returns the latest copy of {@code item}, with the same id.
   *
   * @return an equal copy (or {@code item} itself) if nothing has changed; null if the external
   *     system no longer has the item, which removes it from the cache
   * @throws Exception if the state could not be determined: the cache keeps the last good copy and
   *     tries again after a backoff
   */
  @Nullable T sync(T item) throws Exception;
}
