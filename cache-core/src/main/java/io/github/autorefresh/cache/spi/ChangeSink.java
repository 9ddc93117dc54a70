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
   * The number of the last refresh of this item that waits; refreshes are numbered in the order in
   * which they are asked for. Zero if none waits. Does not block.
   */
  default long lastRefresh(String id) {
    return 0;
  }

  /**
   * A sync of this item on another replica, which began after these refreshes, has ended. From now
   * on it is what is returned that answers them, and nothing else: syncs may be reported meanwhile
   * that began before. Does not block, and runs no code of the application; may be called under
   * locks.
   *
   * @param upTo the number of the last of them
   * @return to be told of the outcome
   */
  default Refreshes<T> served(String id, long upTo) {
    return new Refreshes<>() {};
  }

  /** Refreshes that one sync answers. Does nothing if none is left. Thread-safe. */
  interface Refreshes<T extends CacheItem> {

    /** It has found this state, new or not. */
    default void found(T item) {}

    /** It has failed. */
    default void failed(Throwable error) {}

    /** It has found the item gone. */
    default void gone() {}
  }

  /**
   * An item has a new state. If that is terminal, it answers all refreshes.
   *
   * @param terminal true if the new state is terminal
   */
  void updated(String id, T previous, T current, boolean terminal);

  /** An item was removed. */
  void removed(String id, T item, RemovalCause cause);
}
