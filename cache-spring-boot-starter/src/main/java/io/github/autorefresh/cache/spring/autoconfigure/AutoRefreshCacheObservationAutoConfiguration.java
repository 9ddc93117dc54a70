package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.spring.metrics.HandlerObservations;
import io.github.autorefresh.cache.spring.metrics.LinkedSyncSpans;
import io.github.autorefresh.cache.spring.metrics.RefreshOrigins;
import io.github.autorefresh.cache.spring.metrics.SyncObservationConvention;
import io.github.autorefresh.cache.spring.metrics.SyncObservations;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for observations of sync functions and
 * handlers, which are off unless {@code auto-refresh-cache.observations.enabled} is true: each
 * costs more than many a sync does.
 */
@AutoConfiguration(
    after = AutoRefreshCacheAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
      "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration"
    })
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ManagedCaches.class, ObservationRegistry.class})
@ConditionalOnBooleanProperty(name = "auto-refresh-cache.observations.enabled")
public final class AutoRefreshCacheObservationAutoConfiguration {

  @Bean
  RefreshOrigins autoRefreshCacheRefreshOrigins(ObjectProvider<ObservationRegistry> registry) {
    return new RefreshOrigins(registry::getObject);
  }

  @Bean
  SyncDecorator autoRefreshCacheObservations(
      ObjectProvider<ObservationRegistry> registry,
      ObjectProvider<SyncObservationConvention> convention,
      RefreshOrigins origins) {
    return new Observing(
        new SyncObservations(registry::getObject, convention::getIfAvailable, origins),
        new HandlerObservations(registry::getObject));
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(Tracer.class)
  @ConditionalOnBean(Tracer.class)
  static class Tracing {

    /** Before Micrometer's handlers, the first of which to support a context makes its span. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    LinkedSyncSpans autoRefreshCacheLinkedSyncSpans(Tracer tracer) {
      return new LinkedSyncSpans(tracer);
    }
  }

  private record Observing(SyncObservations observations, HandlerObservations handlers)
      implements SyncDecorator {

    @Override
    public <T extends CacheItem> CacheSyncItem<T> decorate(String cache, CacheSyncItem<T> sync) {
      return observations.observed(cache, sync);
    }

    @Override
    public <T extends CacheItem> CacheSyncBatch<T> decorateBatch(
        String cache, CacheSyncBatch<T> sync) {
      return observations.observedBatch(cache, sync);
    }

    @Override
    public <T extends CacheItem> ItemHandler<T> decorateHandler(
        String cache, ItemHandler<T> handler) {
      return handlers.observed(cache, handler);
    }
  }
}
