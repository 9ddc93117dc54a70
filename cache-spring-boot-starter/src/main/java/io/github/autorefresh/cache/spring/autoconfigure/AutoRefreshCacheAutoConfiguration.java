package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.task.TaskDecorator;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for caches: makes one of each sync function
 * among the beans, offers {@link AutoRefreshCacheFactory} to make others, and runs all that are
 * {@link AutoRefreshCache} beans.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "auto-refresh-cache.enabled", matchIfMissing = true)
@ImportRuntimeHints(SyncedCache.Hints.class)
public final class AutoRefreshCacheAutoConfiguration {

  @Bean
  static SyncBeanRegistrar autoRefreshCacheSyncBeanRegistrar() {
    return new SyncBeanRegistrar();
  }

  /** A second look, at what other post-processors have added, such as mocks of a test. */
  @Bean
  static BeanFactoryPostProcessor autoRefreshCacheLateSyncBeanRegistrar() {
    return beanFactory -> new SyncBeanRegistrar().postProcessBeanFactory(beanFactory);
  }

  @Bean
  static CacheBeanPostProcessor autoRefreshCacheBeanPostProcessor(
      ConfigurableListableBeanFactory beanFactory,
      ObjectProvider<ManagedCaches> caches,
      ObjectProvider<CacheBeanListener> listeners) {
    return new CacheBeanPostProcessor(beanFactory, caches, listeners);
  }

  /** A cache that nobody has asked for yet would keep nothing at hand. */
  @Bean
  static LazyInitializationExcludeFilter autoRefreshCacheEagerInitialization() {
    return LazyInitializationExcludeFilter.forBeanTypes(AutoRefreshCache.class);
  }

  @Bean
  PropertiesBinding autoRefreshCachePropertiesBinding(Environment environment) {
    return new PropertiesBinding(environment);
  }

  @Bean
  AutoRefreshCacheProperties autoRefreshCacheProperties(PropertiesBinding binding) {
    return binding.bind();
  }

  @Bean
  ManagedCaches autoRefreshCacheManagedCaches(ConfigurableListableBeanFactory beanFactory) {
    BeanFactory parent = beanFactory.getParentBeanFactory();
    return new ManagedCaches(
        parent == null ? null : parent.getBeanProvider(ManagedCaches.class).getIfAvailable());
  }

  @Bean
  ConfiguredSettings autoRefreshCacheConfiguredSettings(PropertiesBinding binding) {
    return new ConfiguredSettings(binding);
  }

  @Bean
  PropertyNamesCheck autoRefreshCachePropertyNamesCheck(
      ConfigurableEnvironment environment,
      AutoRefreshCacheProperties properties,
      ManagedCaches caches,
      ConfigurableListableBeanFactory beanFactory) {
    return new PropertyNamesCheck(environment, properties.getUnknownNames(), caches, beanFactory);
  }

  @Bean
  CacheBuilders autoRefreshCacheBuilders(
      Environment environment,
      ListableBeanFactory beanFactory,
      ObjectProvider<TaskDecorator> decorators,
      ObjectProvider<RateLimiterRegistry> limiters,
      ObjectProvider<SharedStores> sharedStores,
      ObjectProvider<AutoRefreshCacheBuilderCustomizer> customizers) {
    CacheExecutors executors = new CacheExecutors(beanFactory, environment, decorators);
    return new CacheBuilders(executors, limiters, sharedStores, customizers);
  }

  @Bean
  @ConditionalOnMissingBean(value = AutoRefreshCacheFactory.class, search = SearchStrategy.CURRENT)
  DefaultAutoRefreshCacheFactory autoRefreshCacheFactory(
      ManagedCaches caches,
      ConfiguredSettings settings,
      CacheBuilders builders,
      ObjectProvider<SyncDecorator> decorators,
      ObjectProvider<SyncObserver> observers,
      ResourceLoader resources,
      HandlerBeans handlers) {
    return new DefaultAutoRefreshCacheFactory(
        caches,
        settings,
        builders,
        decorators,
        observers,
        new RetryAfterTranslation(resources.getClassLoader(), InstantSource.system()),
        handlers);
  }

  @Bean
  HandlerBeans autoRefreshCacheHandlerBeans(ConfigurableListableBeanFactory beanFactory) {
    return new HandlerBeans(beanFactory);
  }

  @Bean
  SettingsRebinding autoRefreshCacheSettingsRebinding(
      ConfiguredSettings settings, ManagedCaches caches, PropertyNamesCheck names) {
    return new SettingsRebinding(settings, caches, names);
  }

  @Bean
  CacheEventPublisher autoRefreshCacheEventPublisher(ConfigurableApplicationContext context) {
    return new CacheEventPublisher(context);
  }

  @Bean
  AutoRefreshCacheLifecycle autoRefreshCacheLifecycle(
      ConfiguredSettings settings, HandlerBeans handlers) {
    return new AutoRefreshCacheLifecycle(name -> settings.of(name).autoStartup(), handlers::starts);
  }

  @Bean
  ItemAdoption autoRefreshCacheItemAdoption(ConfigurableListableBeanFactory beanFactory) {
    return new ItemAdoption(beanFactory);
  }
}
