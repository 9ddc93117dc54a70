package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Each context of a hierarchy has its own caches, names and properties, and sees its ancestors'.
 */
class ContextHierarchyTest {

  private final ApplicationContextRunner parent =
      starter()
          .withConfiguration(AutoConfigurations.of(AutoRefreshCacheMetricsAutoConfiguration.class))
          .withUserConfiguration(Jobs.class, Meters.class)
          .withPropertyValues("auto-refresh-cache.caches.jobs.tps=7");

  @Test
  void childHasCachesOfItsOwnPropertiesUnderANameOfItsParents() {
    parent.run(
        outer ->
            child(outer)
                .withUserConfiguration(Jobs.class)
                .withPropertyValues("auto-refresh-cache.caches.jobs.tps=9")
                .run(
                    context -> {
                      assertThat(context).hasNotFailed();
                      assertThat(jobs(outer).settings().tps()).isEqualTo(7);
                      assertThat(jobs(context).settings().tps()).isEqualTo(9);
                      assertThat(jobs(context).isRunning()).isTrue();
                      assertThat(context.getBean(ManagedCaches.class).beans())
                          .containsExactly(jobs(context));
                    }));
  }

  @Test
  void childThatIsClosedAndOpenedAgainHasANewCacheWithMetersOfItsOwn() {
    parent.run(
        outer -> {
          ApplicationContextRunner child = child(outer).withUserConfiguration(Pods.class);
          for (int run = 0; run < 2; run++) {
            child.run(
                context -> {
                  assertThat(context).hasNotFailed();
                  AutoRefreshCache<Pod> pods = pods(context);
                  pods.getOrCreate(new Pod("p1"));
                  assertThat(size(outer, "pods")).isEqualTo(1);
                });
            assertThat(outer.getBean(MeterRegistry.class).find("cache.size").tag("cache", "pods"))
                .extracting(search -> search.gauge())
                .isNull();
            assertThat(size(outer, "jobs")).isZero();
          }
        });
  }

  @Test
  void childThatIsClosedLeavesTheMetersOfItsParentsCacheOfThatName() {
    parent.run(
        outer -> {
          child(outer)
              .withUserConfiguration(Jobs.class)
              .run(context -> assertThat(context).hasNotFailed());
          assertThat(size(outer, "jobs")).isZero();
        });
  }

  @Test
  void cachesOfAncestorsCountAsFarAsNamesInPropertiesAreConcerned() {
    parent.run(
        outer ->
            child(outer)
                .withUserConfiguration(Pods.class)
                .withPropertyValues("auto-refresh-cache.caches.jobs.tps=7")
                .run(
                    context -> {
                      assertThat(context).hasNotFailed();
                      assertThat(context.getBean(ManagedCaches.class).beans())
                          .extracting(AutoRefreshCache::name)
                          .containsExactly("pods", "jobs");
                    }));
  }

  @Test
  void contextWithoutCachesOfItsOwnChecksNoNames() {
    parent.run(
        outer ->
            child(outer)
                .withPropertyValues(
                    "auto-refresh-cache.caches.nobody.tps=7", "auto-refresh-cache.typo=1")
                .run(context -> assertThat(context).hasNotFailed()));
    starter()
        .withPropertyValues("auto-refresh-cache.caches.nobody.tps=7")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void parentWithPropertiesOfItsChildrenCanBeToldToBearWithThem() {
    parent
        .withPropertyValues(
            "auto-refresh-cache.caches.pods.tps=7", "auto-refresh-cache.unknown-names=warn")
        .run(context -> assertThat(context).hasNotFailed());
  }

  private static ApplicationContextRunner child(ApplicationContext parent) {
    return starter()
        .withConfiguration(AutoConfigurations.of(AutoRefreshCacheMetricsAutoConfiguration.class))
        .withParent(parent);
  }

  private static double size(ApplicationContext context, String cache) {
    return context
        .getBean(MeterRegistry.class)
        .get("cache.size")
        .tag("cache", cache)
        .gauge()
        .value();
  }

  private static AutoRefreshCache<?> jobs(ApplicationContext context) {
    return context.getBean("jobs-cache", AutoRefreshCache.class);
  }

  @SuppressWarnings("unchecked")
  private static AutoRefreshCache<Pod> pods(ApplicationContext context) {
    return context.getBean("pods-cache", AutoRefreshCache.class);
  }

  @Configuration(proxyBeanMethods = false)
  static class Jobs {
    @Bean
    CacheSyncItem<Job> jobs() {
      return job -> job;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Pods {
    @Bean
    CacheSyncItem<Pod> pods() {
      return pod -> pod;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Meters {
    @Bean
    MeterRegistry meters() {
      return new SimpleMeterRegistry();
    }
  }
}
