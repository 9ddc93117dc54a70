package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.spring.actuate.AutoRefreshCachesHealthContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;

/** {@link EnableAutoConfiguration Auto-configuration} for the health of caches. */
@AutoConfiguration(after = AutoRefreshCacheAutoConfiguration.class)
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(ManagedCaches.class)
public final class AutoRefreshCacheHealthAutoConfiguration {

  // On the method, so that it is looked at only if its class is there.
  @Bean
  @ConditionalOnEnabledHealthIndicator("autorefreshcaches")
  @ConditionalOnMissingBean(
      name = "autoRefreshCachesHealthContributor",
      search = SearchStrategy.CURRENT)
  AutoRefreshCachesHealthContributor autoRefreshCachesHealthContributor(
      ManagedCaches caches, AutoRefreshCacheProperties properties) {
    Status onOutage =
        switch (properties.getHealth().getOnOutage()) {
          case UP -> Status.UP;
          case DOWN -> Status.DOWN;
        };
    return new AutoRefreshCachesHealthContributor(caches::beans, onOutage);
  }
}
