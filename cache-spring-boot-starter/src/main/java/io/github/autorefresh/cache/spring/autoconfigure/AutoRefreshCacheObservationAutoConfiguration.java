package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.metrics.SyncObservationConvention;
import io.github.autorefresh.cache.spring.metrics.SyncObservations;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for observations of sync functions, which are
 * off unless {@code auto-refresh-cache.observations.enabled} is true: each costs more than many a
 * sync does.
 */
@AutoConfiguration(
    after = AutoRefreshCacheAutoConfiguration.class,
    afterName =
        "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ManagedCaches.class, ObservationRegistry.class})
@ConditionalOnBooleanProperty(name = "auto-refresh-cache.observations.enabled")
public final class AutoRefreshCacheObservationAutoConfiguration {

  @Bean
  SyncDecorator autoRefreshCacheObservations(
      ObjectProvider<ObservationRegistry> registry,
      ObjectProvider<SyncObservationConvention> convention) {
    return new Observing(new SyncObservations(registry::getObject, convention::getIfAvailable));
  }

  private record Observing(SyncObservations observations) implements SyncDecorator {

    @Override
    public <T extends CacheItem> CacheSyncItem<T> decorate(String cache, CacheSyncItem<T> sync) {
      return observations.observed(cache, sync);
    }

    @Override
    public <T extends CacheItem> CacheSyncBatch<T> decorateBatch(
        String cache, CacheSyncBatch<T> sync) {
      return observations.observedBatch(cache, sync);
    }
  }
}
