package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RemovalCause;

/**
 * Hears of the changes in a store that the engine did not commit itself. It is called outside every
 * lock, once readers can see the change. Ids are the store's own: nothing here asks an item for
 * anything, since an item's methods are the application's and may throw.
 */
public interface ChangeSink<T extends CacheItem> {

  /** An item was created. */
  void created(String id, T item);

  /**
   * The outcome reported next for this item belongs to a sync that began elsewhere, after every
   * {@link ItemStore#hasten} of the item up to now.
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

  /** A sync elsewhere has failed; the item stays. */
  void failed(String id, T item, Throwable error);

  /** An item was removed. */
  void removed(String id, T item, RemovalCause cause);
}
