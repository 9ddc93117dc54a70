package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.actuate.AutoRefreshCachesEndpoint;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class EndpointAutoConfigurationTest {

  private final WebApplicationContextRunner runner =
      new WebApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  AutoRefreshCacheAutoConfiguration.class,
                  AutoRefreshCachesEndpointAutoConfiguration.class,
                  EndpointAutoConfiguration.class,
                  WebEndpointAutoConfiguration.class))
          .withUserConfiguration(Jobs.class)
          .withPropertyValues("auto-refresh-cache.shutdown-timeout=100ms");

  private final WebApplicationContextRunner exposed =
      runner.withPropertyValues("management.endpoints.web.exposure.include=autorefreshcaches");

  @Test
  void exposedEndpointIsThere() {
    exposed.run(context -> assertThat(context).hasSingleBean(AutoRefreshCachesEndpoint.class));
  }

  @Test
  void endpointThatIsNotExposedIsNotThere() {
    runner.run(context -> assertThat(context).doesNotHaveBean(AutoRefreshCachesEndpoint.class));
  }

  @Test
  void endpointWithoutAccessIsNotThere() {
    exposed
        .withPropertyValues("management.endpoint.autorefreshcaches.access=NONE")
        .run(context -> assertThat(context).doesNotHaveBean(AutoRefreshCachesEndpoint.class));
  }

  @Test
  void readOnlyEndpointHasNoOperationThatWrites() {
    exposed.run(context -> assertThat(methods(context)).containsOnly("GET", "POST", "DELETE"));
    exposed
        .withPropertyValues("management.endpoint.autorefreshcaches.access=READ_ONLY")
        .run(context -> assertThat(methods(context)).containsOnly("GET"));
    exposed
        .withPropertyValues("management.endpoints.access.max-permitted=READ_ONLY")
        .run(context -> assertThat(methods(context)).containsOnly("GET"));
  }

  private static List<String> methods(ApplicationContext context) {
    return context.getBean(WebEndpointsSupplier.class).getEndpoints().stream()
        .flatMap(endpoint -> endpoint.getOperations().stream())
        .map(WebOperation::getRequestPredicate)
        .map(predicate -> predicate.getHttpMethod().name())
        .toList();
  }

  @Test
  void backsOffForOneOfTheApplication() {
    AutoRefreshCachesEndpoint own =
        new AutoRefreshCachesEndpoint(List::of, List.of(), Show.NEVER, Set.of());
    exposed
        .withBean("own", AutoRefreshCachesEndpoint.class, () -> own)
        .run(context -> assertThat(context.getBean(AutoRefreshCachesEndpoint.class)).isSameAs(own));
  }

  @Test
  void valuesAreShownIfThePropertySaysSo() {
    exposed.run(context -> assertThat(item(context)).contains("value=******"));
    exposed
        .withPropertyValues("management.endpoint.autorefreshcaches.show-values=ALWAYS")
        .run(context -> assertThat(item(context)).contains("progress="));
    exposed
        .withPropertyValues(
            "management.endpoint.autorefreshcaches.show-values=WHEN_AUTHORIZED",
            "management.endpoint.autorefreshcaches.roles=operator")
        .run(context -> assertThat(item(context)).contains("value=******"));
  }

  private static String item(ApplicationContext context) {
    @SuppressWarnings("unchecked")
    AutoRefreshCache<Job> jobs = context.getBean("jobs", AutoRefreshCache.class);
    jobs.getOrCreate(Job.of("j1"));
    return String.valueOf(
        context
            .getBean(AutoRefreshCachesEndpoint.class)
            .item(SecurityContext.NONE, "jobs", new String[] {"j1"})
            .getBody());
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
                AutoRefreshCachesEndpointAutoConfiguration.class))
        .withPropertyValues("management.endpoints.web.exposure.include=*")
        .withClassLoader(new FilteredClassLoader(absent))
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context).doesNotHaveBean(AutoRefreshCachesEndpointAutoConfiguration.class);
            });
  }

  @Test
  void jacksonMayBeAbsent() {
    exposed
        .withPropertyValues("management.endpoint.autorefreshcaches.show-values=ALWAYS")
        .withClassLoader(new FilteredClassLoader("tools.jackson", "com.fasterxml.jackson"))
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(item(context)).contains("progress=");
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class Jobs {
    @Bean
    AutoRefreshCache<Job> jobs(AutoRefreshCacheFactory factory) {
      return factory.create("jobs", Job.class, Job::advanced);
    }
  }
}
