package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.spring.ui.AutoRefreshCachesUiEndpoint;
import io.github.autorefresh.cache.spring.ui.PageHeadersFilter;
import io.github.autorefresh.cache.spring.ui.PageHeadersWebFilter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link ManagementContextConfiguration} for the headers of the operations page, on the server that
 * serves it: the application's, or Actuator's own.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnBean(AutoRefreshCachesUiEndpoint.class)
public final class AutoRefreshCachesUiManagementContextConfiguration {

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  static class Servlet {

    @Bean
    PageHeadersFilter autoRefreshCachesUiHeadersFilter(
        ObjectProvider<PathMappedEndpoints> endpoints) {
      return new PageHeadersFilter(endpoints::getObject);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
  static class Reactive {

    @Bean
    PageHeadersWebFilter autoRefreshCachesUiHeadersFilter(
        ObjectProvider<PathMappedEndpoints> endpoints) {
      return new PageHeadersWebFilter(endpoints::getObject);
    }
  }
}
