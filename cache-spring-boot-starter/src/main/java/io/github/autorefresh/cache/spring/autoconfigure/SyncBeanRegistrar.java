package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionReaderUtils;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.ResolvableType;

/**
 * Registers a cache for each {@link CacheSyncItem} or {@link CacheSyncBatch} bean whose item type
 * has none.
 *
 * <p>It works after all registrars, so that the application's own caches are known, and before
 * ordinary bean factory post-processors, so that those that replace beans in tests find its caches;
 * and once more after them, for what they have added. Ahead-of-time processing leaves its caches
 * out, so it registers them when the application runs.
 */
final class SyncBeanRegistrar implements BeanDefinitionRegistryPostProcessor {

  @Override
  public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {}

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
    Map<String, SyncBean> byCacheName = new LinkedHashMap<>();
    Map<SyncBean, List<SyncBean>> others = new HashMap<>();
    for (List<SyncBean> ofOneType : byItemType(syncBeans(beanFactory))) {
      ResolvableType cacheType = ofOneType.get(0).cacheType();
      if (beanFactory.getBeanNamesForType(cacheType, true, false).length == 0) {
        SyncBean sync = SyncBean.theOneOf(beanFactory, ofOneType);
        if (sync == null) {
          throw ambiguous(ofOneType);
        }
        others.put(sync, ofOneType.stream().filter(other -> !other.equals(sync)).toList());
        putUnderFreeName(sync, byCacheName);
      }
    }
    byCacheName.forEach(
        (name, sync) -> register(beanFactory, name, sync, others.getOrDefault(sync, List.of())));
  }

  private static List<SyncBean> syncBeans(ConfigurableListableBeanFactory beanFactory) {
    List<SyncBean> found = new ArrayList<>();
    for (Class<?> contract : List.of(CacheSyncItem.class, CacheSyncBatch.class)) {
      for (String name : beanFactory.getBeanNamesForType(contract, true, false)) {
        if (SyncBean.isCandidate(beanFactory, name)) {
          found.add(SyncBean.of(beanFactory, name, contract));
        }
      }
    }
    return found;
  }

  private static Collection<List<SyncBean>> byItemType(List<SyncBean> found) {
    List<SyncBean> unknown = found.stream().filter(sync -> sync.itemType() == null).toList();
    if (!unknown.isEmpty()) {
      throw new FailureAnalyzedException(
          "The type of the items that a cache would hold cannot be determined from the declaration of "
              + described(unknown)
              + ".",
          "Declare the item type: as the return type of the bean method, such as"
              + " CacheSyncItem<Job>, or by a class that implements it. A bean that no cache"
              + " is to use can be declared with @Bean(autowireCandidate = false).");
    }
    return found.stream()
        .collect(
            Collectors.groupingBy(
                sync -> sync.cacheType().toString(), LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  private static RuntimeException ambiguous(List<SyncBean> ofOneType) {
    return new FailureAnalyzedException(
        "Items of one type are synced by one bean, but those of type %s by %d: %s."
            .formatted(
                ofOneType.get(0).cacheType().getGeneric(), ofOneType.size(), described(ofOneType)),
        "Keep one of these beans, or mark one as @Primary or the others as @Fallback, or declare the"
            + " caches yourself: a bean of type %s for each of them, made by AutoRefreshCacheFactory."
                .formatted(ofOneType.get(0).cacheType()));
  }

  private static void putUnderFreeName(SyncBean sync, Map<String, SyncBean> byCacheName) {
    String cacheName = sync.cacheName();
    CacheNames.check(cacheName, "The cache of " + sync.described(), byCacheName.keySet());
    byCacheName.forEach(
        (name, other) -> {
          if (CacheNames.relaxed(name).equals(CacheNames.relaxed(cacheName))) {
            throw new FailureAnalyzedException(
                "Two caches would have the name '%s' (dashes are ignored): those of %s."
                    .formatted(cacheName, described(List.of(other, sync))),
                "Rename one of these beans.");
          }
        });
    byCacheName.put(cacheName, sync);
  }

  private static String described(List<SyncBean> beans) {
    return beans.stream().map(SyncBean::described).collect(Collectors.joining(", "));
  }

  private static void register(
      ConfigurableListableBeanFactory beanFactory,
      String cacheName,
      SyncBean sync,
      List<SyncBean> others) {
    BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beanFactory;
    BeanDefinition definition = SyncedCache.definition(sync, cacheName, others);
    definition.setLazyInit(isLazy(beanFactory, sync)); // not unset: nobody else is to decide
    registry.registerBeanDefinition(freeBeanName(registry, cacheName), definition);
  }

  private static boolean isLazy(ConfigurableListableBeanFactory beanFactory, SyncBean sync) {
    return beanFactory.containsBeanDefinition(sync.name())
        && beanFactory.getBeanDefinition(sync.name()).isLazyInit();
  }

  /** The cache's name, unless the sync bean has it. */
  private static String freeBeanName(BeanDefinitionRegistry registry, String cacheName) {
    if (!registry.isBeanNameInUse(cacheName)) {
      return cacheName;
    }
    String longer = cacheName + "-cache";
    return registry.isBeanNameInUse(longer)
        ? BeanDefinitionReaderUtils.uniqueBeanName(longer, registry)
        : longer;
  }
}
