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
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
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
              assertThat(registry.get("cache.sync").tag("cache", "jobs").timers()).hasSize(5);
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
  void cacheOfTheApplicationsOwnHasTheSameMeters() {
    runner
        .withUserConfiguration(JobSync.class, OwnPods.class)
        .run(
            context -> {
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              assertThat(metersOf(registry, "pods"))
                  .hasSize(23)
                  .isEqualTo(metersOf(registry, "jobs"));
            });
  }

  private static Set<String> metersOf(MeterRegistry registry, String cache) {
    return Search.in(registry).tag("cache", cache).meters().stream()
        .map(Meter::getId)
        .map(id -> id.getType() + id.getName() + id.replaceTags(without(id.getTags(), "cache")))
        .collect(Collectors.toSet());
  }

  private static List<Tag> without(List<Tag> tags, String key) {
    return tags.stream().filter(tag -> !tag.getKey().equals(key)).toList();
  }

  @Test
  void syncOfACacheOfTheApplicationsOwnIsTimedOnce() {
    runner
        .withUserConfiguration(OwnPods.class)
        .run(MetricsAutoConfigurationTest::assertEachSyncIsTimedOnce);
  }

  @Test
  void syncIsTimedOnceEvenIfTheApplicationHasGivenItsCacheTheObserver() {
    runner
        .withUserConfiguration(ObservedPods.class)
        .run(MetricsAutoConfigurationTest::assertEachSyncIsTimedOnce);
  }

  @SuppressWarnings("unchecked")
  private static void assertEachSyncIsTimedOnce(AssertableApplicationContext context) {
    AutoRefreshCache<Pod> pods = context.getBean(AutoRefreshCache.class);
    pods.getOrCreate(new Pod("p1"));
    pods.refresh("p1").join();
    pods.stop(); // all that has begun is counted by then
    assertThat(pods.stats().unchanged()).isPositive();
    assertThat(
            context
                .getBean(MeterRegistry.class)
                .get("cache.sync")
                .tags("cache", "pods", "outcome", "unchanged")
                .timer()
                .count())
        .isEqualTo(pods.stats().unchanged());
  }

  @Test
  void metersReadTheirCacheAsLongAsTheContextLives() {
    runner
        .withUserConfiguration(JobSync.class, OwnPods.class)
        .run(
            context -> {
              WeakReference<Object> garbage = new WeakReference<>(new Object());
              await()
                  .until(
                      () -> {
                        System.gc();
                        return garbage.get() == null;
                      });
              assertThat(context.getBean(MeterRegistry.class).find("cache.sync.lag").gauges())
                  .hasSize(2)
                  .allSatisfy(gauge -> assertThat(gauge.value()).isZero());
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
    @Bean
    AutoRefreshCache<Pod> pods(SyncObserver observer) {
      return AutoRefreshCacheBuilder.named("pods").observer(observer).build(pod -> pod);
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
