package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spring.ui.AutoRefreshCachesUiEndpoint;
import io.github.autorefresh.cache.spring.ui.PageHeadersFilter;
import io.github.autorefresh.cache.spring.ui.PageHeadersWebFilter;
import io.github.autorefresh.cache.spring.ui.ReactiveAutoRefreshCachesUiEndpointWebExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

class UiAutoConfigurationTest {

  private static final AutoConfigurations CONFIGURATIONS =
      AutoConfigurations.of(
          AutoRefreshCacheAutoConfiguration.class,
          AutoRefreshCachesEndpointAutoConfiguration.class,
          AutoRefreshCachesUiAutoConfiguration.class,
          EndpointAutoConfiguration.class,
          WebEndpointAutoConfiguration.class);

  private static final String EXPOSED =
      "management.endpoints.web.exposure.include=autorefreshcachesui";

  private final WebApplicationContextRunner servlet =
      new WebApplicationContextRunner()
          .withConfiguration(CONFIGURATIONS)
          .withUserConfiguration(AutoRefreshCachesUiManagementContextConfiguration.class);

  private final ReactiveWebApplicationContextRunner reactive =
      new ReactiveWebApplicationContextRunner()
          .withConfiguration(CONFIGURATIONS)
          .withPropertyValues(EXPOSED);

  @Test
  void pageThatIsNotExposedIsNotThereNorIsItsFilter() {
    servlet.run(
        context -> {
          assertThat(context).doesNotHaveBean(AutoRefreshCachesUiEndpoint.class);
          assertThat(context).doesNotHaveBean(PageHeadersFilter.class);
        });
  }

  @Test
  void allEndpointsExposedMeansThePageToo() {
    servlet
        .withPropertyValues("management.endpoints.web.exposure.include=*")
        .run(context -> assertThat(context).hasSingleBean(AutoRefreshCachesUiEndpoint.class));
  }

  @Test
  void pageWithoutAccessIsNotThere() {
    servlet
        .withPropertyValues(EXPOSED, "management.endpoint.autorefreshcachesui.access=NONE")
        .run(context -> assertThat(context).doesNotHaveBean(AutoRefreshCachesUiEndpoint.class));
  }

  @Test
  void pageOnlyReads() {
    servlet
        .withPropertyValues(EXPOSED, "management.endpoint.autorefreshcachesui.access=READ_ONLY")
        .run(
            context -> {
              List<String> methods =
                  context.getBean(WebEndpointsSupplier.class).getEndpoints().stream()
                      .flatMap(endpoint -> endpoint.getOperations().stream())
                      .map(WebOperation::getRequestPredicate)
                      .map(predicate -> predicate.getHttpMethod().name())
                      .toList();
              assertThat(methods).containsExactly("GET", "GET");
            });
  }

  @Test
  void pageIsExtendedOnWebFlux() {
    reactive
        .withUserConfiguration(AutoRefreshCachesUiManagementContextConfiguration.class)
        .run(
            context -> {
              assertThat(context).hasSingleBean(AutoRefreshCachesUiEndpoint.class);
              assertThat(context)
                  .hasSingleBean(ReactiveAutoRefreshCachesUiEndpointWebExtension.class);
            });
  }

  @Test
  void theHeadersOfTheStackAreAdded() {
    AutoConfigurations management =
        AutoConfigurations.of(AutoRefreshCachesUiManagementContextConfiguration.class);
    new WebApplicationContextRunner()
        .withConfiguration(CONFIGURATIONS)
        .withConfiguration(management)
        .withPropertyValues(EXPOSED)
        .run(context -> assertThat(context).hasSingleBean(PageHeadersFilter.class));
    reactive
        .withConfiguration(management)
        .run(context -> assertThat(context).hasSingleBean(PageHeadersWebFilter.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.springframework.boot.actuate.endpoint",
        "org.springframework.boot.actuate.autoconfigure"
      })
  void isAbsentWithItsClasses(String absent) {
    new WebApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                AutoRefreshCacheAutoConfiguration.class,
                AutoRefreshCachesUiAutoConfiguration.class))
        .withPropertyValues("management.endpoints.web.exposure.include=*")
        .withClassLoader(new FilteredClassLoader(absent))
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context).doesNotHaveBean(AutoRefreshCachesUiAutoConfiguration.class);
            });
  }
}
