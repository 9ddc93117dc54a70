package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.spring.metrics.CacheSyncTimers;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/** {@link EnableAutoConfiguration Auto-configuration} for the meters of caches. */
@AutoConfiguration(
    after = AutoRefreshCacheAutoConfiguration.class,
    afterName =
        "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ManagedCaches.class, MeterRegistry.class})
public final class AutoRefreshCacheMetricsAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
  CacheSyncTimers autoRefreshCacheSyncTimers(ObjectProvider<MeterRegistry> registry) {
    return new CacheSyncTimers(registry::getObject);
  }

  @Bean
  CacheMetricsBinder autoRefreshCacheMetricsBinder(
      ObjectProvider<MeterRegistry> registry, CacheSyncTimers timers) {
    return new CacheMetricsBinder(registry::getObject, timers);
  }
}
