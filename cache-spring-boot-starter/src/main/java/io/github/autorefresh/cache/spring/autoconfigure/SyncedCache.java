package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConstructorArgumentValues;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * The definition of a cache that is made from a sync bean.
 *
 * <p>Ahead-of-time processing must not generate it: the code would be in this package and name the
 * item type, which need not be public. It can be derived from the sync bean's definition at any
 * time. For that, a native image needs the factory methods below.
 */
final class SyncedCache {

  private static final String NAME = SyncedCache.class.getName() + ".name";
  private static final String UNUSED_NAMES = SyncedCache.class.getName() + ".unusedNames";

  private SyncedCache() {}

  /**
   * Defines a cache.
   *
   * @param others the sync beans of the same type that are not used, as another is primary
   */
  static RootBeanDefinition definition(SyncBean sync, String cacheName, List<SyncBean> others) {
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
    definition.setAttribute(NAME, cacheName);
    definition.setAttribute(UNUSED_NAMES, others.stream().map(SyncBean::cacheName).toList());
    return definition;
  }

  /** The name of the cache, or null if another defines it. */
  static @Nullable String cacheName(BeanDefinition definition) {
    return (String) definition.getAttribute(NAME);
  }

  /** The names that caches of the sync beans would have that are not used. */
  @SuppressWarnings("unchecked") // it was set here
  static List<String> unusedNames(BeanDefinition definition) {
    Object names = definition.getAttribute(UNUSED_NAMES);
    return names == null ? List.of() : (List<String>) names;
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
