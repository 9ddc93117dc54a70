package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Tells {@link ManagedCaches} and all {@link CacheBeanListener}s of caches. Beans are watched as
 * they come, rather than collected at start-up, so that a lazy cache need not be made to be found.
 * Those that came before, because another post-processor or an advisor is injected with them, are
 * made up for once all singletons are there.
 */
final class CacheBeanPostProcessor implements BeanPostProcessor, SmartInitializingSingleton {

  private final ConfigurableListableBeanFactory beanFactory;
  private final ObjectProvider<ManagedCaches> caches;
  private final ObjectProvider<CacheBeanListener> listeners;

  CacheBeanPostProcessor(
      ConfigurableListableBeanFactory beanFactory,
      ObjectProvider<ManagedCaches> caches,
      ObjectProvider<CacheBeanListener> listeners) {
    this.beanFactory = beanFactory;
    this.caches = caches;
    this.listeners = listeners;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (bean instanceof AutoRefreshCache<?> cache && isSingleton(beanName)) {
      add(beanName, cache);
    }
    return bean;
  }

  /** Inner beans and those of other scopes live and die with something else than the context. */
  private boolean isSingleton(String beanName) {
    return beanFactory.containsBean(beanName) && beanFactory.isSingleton(beanName);
  }

  @Override
  public void afterSingletonsInstantiated() {
    for (String beanName : beanFactory.getBeanNamesForType(AutoRefreshCache.class, false, false)) {
      if (beanFactory.containsSingleton(beanName)
          && !beanFactory.isFactoryBean(beanName)
          && !caches.getObject().hasBean(beanName)) {
        AutoRefreshCache<?> cache = beanFactory.getBean(beanName, AutoRefreshCache.class);
        if (!isMock(cache)) {
          add(beanName, cache);
        }
      }
    }
  }

  /** Tests put some in the place of caches; they answer everything with null. */
  private static boolean isMock(AutoRefreshCache<?> cache) {
    @Nullable String name = cache.name();
    return name == null;
  }

  private void add(String beanName, AutoRefreshCache<?> cache) {
    if (caches.getObject().isKnown(cache)) {
      return; // under another name
    }
    caches.getObject().add(beanName, cache);
    listeners.orderedStream().forEach(listener -> listener.added(beanName, cache));
  }
}
