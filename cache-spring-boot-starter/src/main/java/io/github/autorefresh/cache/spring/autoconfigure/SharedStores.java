package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ItemStore;

/** Makes stores that replicas of the application share; there, if what they need is. */
interface SharedStores {

  /** The store of a cache of such items. */
  <T extends CacheItem> ItemStore.Factory of(String cache, Class<T> type);
}
