package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.spring.ui.AutoRefreshCachesUiEndpoint;
import io.github.autorefresh.cache.spring.ui.OperationsPage;
import io.github.autorefresh.cache.spring.ui.ReactiveAutoRefreshCachesUiEndpointWebExtension;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;

/** {@link EnableAutoConfiguration Auto-configuration} for {@link AutoRefreshCachesUiEndpoint}. */
@AutoConfiguration(after = AutoRefreshCachesEndpointAutoConfiguration.class)
@ConditionalOnClass({WebEndpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(ManagedCaches.class)
@ConditionalOnWebApplication
@ImportRuntimeHints(AutoRefreshCachesUiAutoConfiguration.PageResources.class)
public final class AutoRefreshCachesUiAutoConfiguration {

  // On the methods, so that they are looked at only if their class is there.
  @Bean
  @ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
  @ConditionalOnMissingBean
  AutoRefreshCachesUiEndpoint autoRefreshCachesUiEndpoint(
      ObjectProvider<WebEndpointsSupplier> endpoints) {
    return new AutoRefreshCachesUiEndpoint(new OperationsPage(endpoints::getObject));
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
  static class Reactive {

    @Bean
    @ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
    @ConditionalOnMissingBean
    ReactiveAutoRefreshCachesUiEndpointWebExtension reactiveAutoRefreshCachesUiEndpointWebExtension(
        ObjectProvider<WebEndpointsSupplier> endpoints) {
      return new ReactiveAutoRefreshCachesUiEndpointWebExtension(
          new OperationsPage(endpoints::getObject));
    }
  }

  static final class PageResources implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
      hints.resources().registerPattern("io/github/autorefresh/cache/spring/ui/**");
    }
  }
}
