package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import io.github.autorefresh.cache.spring.actuate.AutoRefreshCachesHealthContributor;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributors.Entry;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

class HealthAutoConfigurationTest {

  private final ApplicationContextRunner runner =
      starter()
          .withConfiguration(AutoConfigurations.of(AutoRefreshCacheHealthAutoConfiguration.class));

  private final ApplicationContextRunner withEndpoint =
      runner
          .withConfiguration(
              AutoConfigurations.of(
                  HealthContributorAutoConfiguration.class,
                  HealthContributorRegistryAutoConfiguration.class,
                  HealthEndpointAutoConfiguration.class))
          .withPropertyValues("management.endpoints.web.exposure.include=health");

  @Test
  void everyCacheIsAComponent() {
    withEndpoint
        .withUserConfiguration(Caches.class)
        .run(
            context -> {
              HealthEndpoint health = context.getBean(HealthEndpoint.class);
              var caches = (CompositeHealthDescriptor) health.healthForPath("autoRefreshCaches");
              assertThat(caches.getStatus()).isEqualTo(Status.UP);
              assertThat(caches.getComponents()).containsOnlyKeys("jobs", "pods");
              assertThat(health.healthForPath("autoRefreshCaches", "pods").getStatus())
                  .isEqualTo(Status.UP);
              context.getBean("jobs", AutoRefreshCache.class).stop();
              assertThat(health.healthForPath("autoRefreshCaches", "jobs").getStatus())
                  .isEqualTo(Status.UNKNOWN);
            });
  }

  @Test
  void withoutCachesItIsUnknownAndHarmless() {
    withEndpoint.run(
        context -> {
          HealthEndpoint health = context.getBean(HealthEndpoint.class);
          assertThat(health.healthForPath("autoRefreshCaches").getStatus())
              .isEqualTo(Status.UNKNOWN);
          assertThat(health.health().getStatus()).isNotEqualTo(Status.DOWN);
        });
  }

  @Test
  void lazyCacheIsAComponentOnceItIsThere() {
    runner
        .withUserConfiguration(LazyJobs.class)
        .run(
            context -> {
              var health = context.getBean(AutoRefreshCachesHealthContributor.class);
              assertThat(health.stream().map(Entry::name)).containsExactly("none");
              context.getBean("jobs");
              assertThat(health.stream().map(Entry::name)).containsExactly("jobs");
            });
  }

  @Test
  void outageIsUpUnlessItIsToBeDown() {
    ApplicationContextRunner outage = withEndpoint.withUserConfiguration(DownSystem.class);
    outage.run(context -> assertThat(healthInOutage(context)).isEqualTo(Status.UP));
    outage
        .withPropertyValues("auto-refresh-cache.health.on-outage=down")
        .run(context -> assertThat(healthInOutage(context)).isEqualTo(Status.DOWN));
  }

  @SuppressWarnings("unchecked")
  private static Status healthInOutage(AssertableApplicationContext context) {
    AutoRefreshCache<Job> jobs = context.getBean(AutoRefreshCache.class);
    for (int i = 0; i < 3; i++) {
      jobs.getOrCreate(Job.of("j" + i));
    }
    await().until(() -> jobs.stats().outageSince() != null);
    return context.getBean(HealthEndpoint.class).healthForPath("autoRefreshCaches").getStatus();
  }

  @Test
  void unknownStatusForAnOutageFailsTheStart() {
    runner
        .withPropertyValues("auto-refresh-cache.health.on-outage=sideways")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("auto-refresh-cache.health.on-outage")
                    .hasStackTraceContaining("sideways"));
  }

  @Test
  void canBeDisabled() {
    runner
        .withPropertyValues("management.health.autorefreshcaches.enabled=false")
        .run(
            context ->
                assertThat(context).doesNotHaveBean(AutoRefreshCachesHealthContributor.class));
    runner
        .withPropertyValues("management.health.defaults.enabled=false")
        .run(
            context ->
                assertThat(context).doesNotHaveBean(AutoRefreshCachesHealthContributor.class));
  }

  @Test
  void backsOffForOneOfTheApplication() {
    runner
        .withBean(
            "autoRefreshCachesHealthContributor",
            HealthIndicator.class,
            () -> () -> Health.up().build())
        .run(
            context ->
                assertThat(context).doesNotHaveBean(AutoRefreshCachesHealthContributor.class));
  }

  @Test
  void isAbsentWithItsClasses() {
    runner
        .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context).doesNotHaveBean(AutoRefreshCacheHealthAutoConfiguration.class);
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class Caches {
    @Bean
    AutoRefreshCache<Job> jobs(AutoRefreshCacheFactory factory) {
      return factory.create("jobs", Job.class, Job::advanced);
    }

    @Bean
    AutoRefreshCache<Pod> pods() {
      return AutoRefreshCacheBuilder.named("pods").build(pod -> pod);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class DownSystem {
    @Bean
    CacheSyncItem<Job> jobs() {
      return job -> {
        throw new IOException("down");
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class LazyJobs {
    @Bean
    @Lazy
    AutoRefreshCache<Job> jobs(AutoRefreshCacheFactory factory) {
      return factory.create("jobs", Job.class, Job::advanced);
    }
  }
}
