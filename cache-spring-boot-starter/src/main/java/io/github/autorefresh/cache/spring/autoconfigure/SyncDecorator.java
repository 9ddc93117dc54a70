package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.ItemHandler;

/** Puts something around the sync functions and handler beans of the factory's caches. */
interface SyncDecorator {

  <T extends CacheItem> CacheSyncItem<T> decorate(String cache, CacheSyncItem<T> sync);

  <T extends CacheItem> CacheSyncBatch<T> decorateBatch(String cache, CacheSyncBatch<T> sync);

  <T extends CacheItem> ItemHandler<T> decorateHandler(String cache, ItemHandler<T> handler);
}
