package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RemovalCause;

/**
 * What a store tells its engine of changes that the engine did not commit itself, outside every
 * lock and once readers can see them.
 */
public interface ChangeSink<T extends CacheItem> {

  /** An item was added. */
  void created(T item);

  /**
   * The sync of this item that is told of next, elsewhere, has begun after all that {@link
   * ItemStore#hasten} was asked here up to now.
   */
  default void began(String id) {}

  /** A sync has brought a new state. */
  void updated(T previous, T current);

  /** A sync has found nothing new. */
  void unchanged(T item);

  /** A sync has failed elsewhere; the item stays. */
  void failed(T item, Throwable error);

  /** An item was removed. */
  void removed(T item, RemovalCause cause);
}
