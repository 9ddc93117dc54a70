package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RemovalCause;

/**
 * Is notified of changes in a store that the engine did not commit itself. Called outside all
 * locks, once readers can see the change. Ids are passed separately, so that no method of an item
 * need be called: those are code of the application and may throw. Thread-safe.
 */
public interface ChangeSink<T extends CacheItem> {

  /** An item was created. */
  void created(String id, T item);

  /**
   * A sync of this item has begun on another replica, after every {@link ItemStore#hasten} of the
   * item up to now. The next outcome reported for the item is that of this sync.
   */
  default void began(String id) {}

  /**
   * A sync has found a new state.
   *
   * @param terminal true if the new state is terminal
   */
  void updated(String id, T previous, T current, boolean terminal);

  /** A sync has found the item unchanged. */
  void unchanged(String id, T item);

  /** A sync on another replica has failed; the item stays. */
  void failed(String id, T item, Throwable error);

  /** An item was removed. */
  void removed(String id, T item, RemovalCause cause);
}
