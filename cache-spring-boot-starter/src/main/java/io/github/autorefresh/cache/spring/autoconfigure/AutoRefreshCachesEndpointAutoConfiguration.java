package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.spring.actuate.AutoRefreshCachesEndpoint;
import io.github.autorefresh.cache.spring.actuate.WebFluxItemIds;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** {@link EnableAutoConfiguration Auto-configuration} for {@link AutoRefreshCachesEndpoint}. */
@AutoConfiguration(after = AutoRefreshCacheAutoConfiguration.class)
@ConditionalOnClass({WebEndpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(ManagedCaches.class)
@EnableConfigurationProperties(AutoRefreshCachesEndpointProperties.class)
public final class AutoRefreshCachesEndpointAutoConfiguration {

  // On the method, so that it is looked at only if its class is there.
  @Bean
  @ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
  @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
  AutoRefreshCachesEndpoint autoRefreshCachesEndpoint(
      ManagedCaches caches,
      AutoRefreshCachesEndpointProperties properties,
      ObjectProvider<SanitizingFunction> sanitizingFunctions) {
    return new AutoRefreshCachesEndpoint(
        caches::beans,
        sanitizingFunctions.orderedStream().toList(),
        properties.getShowValues(),
        properties.getRoles());
  }

  @Bean
  @ConditionalOnBean(AutoRefreshCachesEndpoint.class)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
  WebFluxItemIds autoRefreshCachesWebFluxItemIds() {
    return new WebFluxItemIds();
  }
}
