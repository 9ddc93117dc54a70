package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RemovalCause;

/**
 * What a store tells its engine, outside every lock, once readers can see it. The events of one
 * item's sync come before that item can be claimed again.
 */
public interface ChangeSink<T extends CacheItem> {

  /** An item was added. */
  void created(T item);

  /** A sync was settled with a new state. */
  void updated(T previous, T current);

  /** A sync was settled, and nothing was new. */
  void unchanged(T item);

  /** A sync was settled as failed; the item stays. */
  void failed(T item, Throwable error);

  /** An item was removed, by a settled sync or otherwise. */
  void removed(T item, RemovalCause cause);
}
