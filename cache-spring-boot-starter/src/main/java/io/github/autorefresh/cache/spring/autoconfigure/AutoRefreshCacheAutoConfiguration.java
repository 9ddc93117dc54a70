package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for caches: makes one of each sync function
 * among the beans, offers {@link AutoRefreshCacheFactory} to make others, and runs all that are
 * {@link AutoRefreshCache} beans.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "auto-refresh-cache.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AutoRefreshCacheProperties.class)
@ImportRuntimeHints(SyncedCache.Hints.class)
public final class AutoRefreshCacheAutoConfiguration {

  @Bean
  static SyncBeanRegistrar autoRefreshCacheSyncBeanRegistrar() {
    return new SyncBeanRegistrar();
  }

  @Bean
  static CacheBeanPostProcessor autoRefreshCacheBeanPostProcessor(
      BeanFactory beanFactory,
      ObjectProvider<ManagedCaches> caches,
      ObjectProvider<CacheBeanListener> listeners) {
    return new CacheBeanPostProcessor(beanFactory, caches, listeners);
  }

  @Bean
  ManagedCaches autoRefreshCacheManagedCaches() {
    return new ManagedCaches();
  }

  @Bean
  ConfiguredSettings autoRefreshCacheConfiguredSettings(AutoRefreshCacheProperties properties) {
    return new ConfiguredSettings(properties);
  }

  @Bean
  UnknownOverrides autoRefreshCacheUnknownOverrides(
      ConfiguredSettings settings, ManagedCaches caches, ListableBeanFactory beanFactory) {
    return new UnknownOverrides(settings, caches, beanFactory);
  }

  @Bean
  CacheBuilders autoRefreshCacheBuilders(
      Environment environment,
      ObjectProvider<RateLimiterRegistry> limiters,
      ObjectProvider<SharedStores> sharedStores,
      ObjectProvider<AutoRefreshCacheBuilderCustomizer> customizers) {
    boolean virtualThreads = Threading.VIRTUAL.isActive(environment);
    return new CacheBuilders(virtualThreads, limiters, sharedStores, customizers);
  }

  @Bean
  @ConditionalOnMissingBean(AutoRefreshCacheFactory.class)
  DefaultAutoRefreshCacheFactory autoRefreshCacheFactory(
      ManagedCaches caches,
      ConfiguredSettings settings,
      CacheBuilders builders,
      ObjectProvider<SyncDecorator> decorators,
      ObjectProvider<SyncObserver> observers,
      ResourceLoader resources) {
    return new DefaultAutoRefreshCacheFactory(
        caches,
        settings,
        builders,
        decorators,
        observers,
        new RetryAfterTranslation(resources.getClassLoader(), InstantSource.system()));
  }

  @Bean
  CacheEventPublisher autoRefreshCacheEventPublisher(ConfigurableApplicationContext context) {
    return new CacheEventPublisher(context);
  }

  @Bean
  AutoRefreshCacheLifecycle autoRefreshCacheLifecycle(ConfiguredSettings settings) {
    return new AutoRefreshCacheLifecycle(name -> settings.of(name).autoStartup());
  }
}
