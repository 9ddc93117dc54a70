package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Tells {@link ManagedCaches} and all {@link CacheBeanListener}s of caches. Beans are watched as
 * they come, rather than collected at start-up, so that a lazy cache need not be made to be found.
 */
final class CacheBeanPostProcessor implements BeanPostProcessor {

  private final BeanFactory beanFactory;
  private final ObjectProvider<ManagedCaches> caches;
  private final ObjectProvider<CacheBeanListener> listeners;

  CacheBeanPostProcessor(
      BeanFactory beanFactory,
      ObjectProvider<ManagedCaches> caches,
      ObjectProvider<CacheBeanListener> listeners) {
    this.beanFactory = beanFactory;
    this.caches = caches;
    this.listeners = listeners;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (bean instanceof AutoRefreshCache<?> cache && isSingleton(beanName)) {
      caches.getObject().add(beanName, cache);
      listeners.orderedStream().forEach(listener -> listener.added(beanName, cache));
    }
    return bean;
  }

  /** Inner beans and those of other scopes live and die with something else than the context. */
  private boolean isSingleton(String beanName) {
    return beanFactory.containsBean(beanName) && beanFactory.isSingleton(beanName);
  }
}
