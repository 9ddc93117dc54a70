package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.RemovedItem;
import io.github.autorefresh.cache.spring.redis.script.StoredItem;
import java.util.List;

/**
 * How what a script answers gets into the local copy, and is told of. What an operation of this
 * replica has changed is told before the method returns, unless another thread tells of the item;
 * what it has only found is told on another thread: it has been changed elsewhere, and whoever
 * found it must not wait for listeners. Thread-safe.
 */
public interface CopyUpdates<T extends CacheItem> {

  /** Takes a state of an item that was found, unless a newer one is known here. */
  void stored(StoredItem item);

  /** Takes the state that this replica has given an item, unless a newer one is known here. */
  void put(String id, LocalItem<T> state);

  /** This replica has removed an item. */
  void removed(RemovedItem item);

  /** An item was found to have been removed, or has expired. */
  void gone(RemovedItem item);

  /**
   * Reads the present state of these items, whatever their versions.
   *
   * @throws CacheUnavailableException if Redis cannot be used
   */
  void read(List<String> ids);

  /** True if the state that Redis was last found to have cannot be read here. */
  boolean isUnreadable(String id);

  /**
   * An item is no longer unhandled, or its handler no longer fails.
   *
   * @param before the version that it had
   */
  void handled(String id, ItemFields fields, long before);

  /** Nobody knows what has become of what was asked of Redis for this item: it is to be read. */
  void doubt(String id);

  /** A refresh was asked for, and Redis knows: the sync that serves it may have ended already. */
  void refreshRequested(String id);
}
