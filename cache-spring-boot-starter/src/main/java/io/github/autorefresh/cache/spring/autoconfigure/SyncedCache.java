package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import org.springframework.beans.factory.config.ConstructorArgumentValues;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * The definition of a cache that is made of a sync bean: a factory method and its arguments, not a
 * supplier, so that it can be written down by ahead-of-time processing.
 */
final class SyncedCache {

  private SyncedCache() {}

  static RootBeanDefinition definition(SyncBean sync, String cacheName) {
    RootBeanDefinition definition = new RootBeanDefinition(SyncedCache.class);
    definition.setFactoryMethodName(sync.isBatch() ? "createBatched" : "create");
    definition.setTargetType(sync.cacheType());
    ConstructorArgumentValues arguments = definition.getConstructorArgumentValues();
    arguments.addIndexedArgumentValue(0, new RuntimeBeanReference(AutoRefreshCacheFactory.class));
    arguments.addIndexedArgumentValue(1, cacheName);
    arguments.addIndexedArgumentValue(2, sync.cacheType().getGeneric().toClass());
    arguments.addIndexedArgumentValue(3, new RuntimeBeanReference(sync.name()));
    definition.setDescription("Made of " + sync.described());
    return definition;
  }

  static <T extends CacheItem> AutoRefreshCache<T> create(
      AutoRefreshCacheFactory factory, String name, Class<T> type, CacheSyncItem<T> sync) {
    return factory.create(name, type, sync);
  }

  static <T extends CacheItem> AutoRefreshCache<T> createBatched(
      AutoRefreshCacheFactory factory, String name, Class<T> type, CacheSyncBatch<T> sync) {
    return factory.createBatched(name, type, sync);
  }
}
