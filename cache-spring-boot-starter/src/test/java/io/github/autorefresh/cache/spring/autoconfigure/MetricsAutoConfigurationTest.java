package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

class MetricsAutoConfigurationTest {

  private final ApplicationContextRunner withoutRegistry =
      starter()
          .withConfiguration(AutoConfigurations.of(AutoRefreshCacheMetricsAutoConfiguration.class));

  private final ApplicationContextRunner runner =
      withoutRegistry.withBean(MeterRegistry.class, SimpleMeterRegistry::new);

  @Test
  void cacheOfASyncBeanHasItsMeters() {
    runner
        .withUserConfiguration(JobUser.class)
        .run(
            context -> {
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              assertThat(registry.get("cache.sync").tag("cache", "jobs").timers()).hasSize(4);
              context.getBean(JobUser.class).begin();
              assertThat(registry.get("cache.size").tag("cache", "jobs").gauge().value())
                  .isEqualTo(1);
              await()
                  .untilAsserted(
                      () ->
                          assertThat(
                                  registry
                                      .get("cache.sync")
                                      .tag("cache", "jobs")
                                      .tag("outcome", "updated")
                                      .timer()
                                      .count())
                              .isPositive());
            });
  }

  @Test
  void cacheOfTheApplicationsOwnHasWhatCanBeReadOffIt() {
    runner
        .withUserConfiguration(OwnPods.class)
        .run(
            context -> {
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              Tags pods = Tags.of("cache", "pods");
              assertThat(registry.get("cache.size").tags(pods).gauge().value()).isZero();
              assertThat(registry.get("cache.sync.lag").tags(pods).gauge().value()).isZero();
              assertThat(registry.find("cache.sync").tags(pods).timers()).isEmpty();
            });
  }

  @Test
  void cacheOfTheApplicationsOwnHasTimersIfItIsGivenTheObserver() {
    runner
        .withUserConfiguration(ObservedPods.class)
        .run(
            context -> {
              context.getBean(ObservedPods.class).begin();
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              await()
                  .untilAsserted(
                      () ->
                          assertThat(
                                  registry
                                      .get("cache.sync")
                                      .tags("cache", "pods", "outcome", "unchanged")
                                      .timer()
                                      .count())
                              .isPositive());
            });
  }

  @Test
  void lazyCacheHasItsMetersOnceItIsThere() {
    runner
        .withUserConfiguration(LazyJobs.class)
        .run(
            context -> {
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              assertThat(registry.find("cache.size").gauges()).isEmpty();
              context.getBean("jobs");
              assertThat(registry.find("cache.size").gauges()).hasSize(1);
            });
  }

  @Test
  void withoutRegistryThereAreNoMeters() {
    withoutRegistry
        .withUserConfiguration(JobUser.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context).doesNotHaveBean(SyncObserver.class);
            });
  }

  @Test
  void whatConfiguresTheRegistryMayNeedACache() {
    withoutRegistry
        .withConfiguration(
            AutoConfigurations.of(
                MetricsAutoConfiguration.class,
                SimpleMetricsExportAutoConfiguration.class,
                CompositeMeterRegistryAutoConfiguration.class))
        .withUserConfiguration(JobSync.class, RegistryConfiguration.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(
                      context
                          .getBean(MeterRegistry.class)
                          .get("cache.size")
                          .tags("cache", "jobs", "common", "tag")
                          .gauges())
                  .hasSize(1);
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class JobSync {
    @Bean
    CacheSyncItem<Job> jobs() {
      return Job::advanced;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class JobUser extends JobSync {
    @Lazy @Autowired AutoRefreshCache<Job> cache;

    void begin() {
      cache.getOrCreate(Job.of("j1"));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnPods {
    @Bean
    AutoRefreshCache<Pod> pods() {
      return AutoRefreshCacheBuilder.named("pods").build(pod -> pod);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ObservedPods {
    @Lazy @Autowired AutoRefreshCache<Pod> cache;

    @Bean
    AutoRefreshCache<Pod> pods(SyncObserver observer) {
      return AutoRefreshCacheBuilder.named("pods").observer(observer).build(pod -> pod);
    }

    void begin() {
      cache.getOrCreate(new Pod("p1"));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class LazyJobs {
    @Bean
    @Lazy
    AutoRefreshCache<Job> jobs(AutoRefreshCacheFactory caches) {
      return caches.create("jobs", Job.class, Job::advanced);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class RegistryConfiguration {
    private final AutoRefreshCache<Job> jobs;

    RegistryConfiguration(AutoRefreshCache<Job> jobs) {
      this.jobs = jobs;
    }

    @Bean
    MeterRegistryCustomizer<MeterRegistry> commonTags() {
      return registry -> registry.config().commonTags("common", jobs == null ? "" : "tag");
    }
  }
}
