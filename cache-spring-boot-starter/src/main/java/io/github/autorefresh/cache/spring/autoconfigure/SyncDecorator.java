package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;

/** Puts something around the sync functions of the factory's caches. */
interface SyncDecorator {

  <T extends CacheItem> CacheSyncItem<T> decorate(String cache, CacheSyncItem<T> sync);

  <T extends CacheItem> CacheSyncBatch<T> decorateBatch(String cache, CacheSyncBatch<T> sync);
}
