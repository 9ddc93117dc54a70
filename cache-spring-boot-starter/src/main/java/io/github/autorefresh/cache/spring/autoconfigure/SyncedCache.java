package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.ConstructorArgumentValues;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * The definition of a cache that is made of a sync bean.
 *
 * <p>Ahead-of-time processing is not to write it down: the code would be in this package and name
 * the item type, which need not be public. It can be told from the sync bean's definition at any
 * time. What a native image needs for that are the factory methods below.
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
    definition.setAttribute(BeanRegistrationAotProcessor.IGNORE_REGISTRATION_ATTRIBUTE, true);
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

  /** What is reflected on when the definition is used. */
  static final class Hints implements RuntimeHintsRegistrar {
    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
      hints.reflection().registerType(SyncedCache.class, MemberCategory.INVOKE_DECLARED_METHODS);
    }
  }
}
