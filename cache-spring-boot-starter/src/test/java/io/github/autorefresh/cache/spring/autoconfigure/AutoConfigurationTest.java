package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.autorefresh.cache.spring.Job;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

class AutoConfigurationTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(registered()))
          .withUserConfiguration(JobSync.class);

  @Test
  void everyAutoConfigurationIsRegistered() {
    assertThat(registered())
        .containsExactlyInAnyOrder(
            AutoRefreshCacheAutoConfiguration.class,
            AutoRefreshCacheHealthAutoConfiguration.class,
            AutoRefreshCacheMetricsAutoConfiguration.class,
            AutoRefreshCacheObservationAutoConfiguration.class,
            AutoRefreshCacheRedisAutoConfiguration.class,
            AutoRefreshCachesEndpointAutoConfiguration.class,
            AutoRefreshCachesUiAutoConfiguration.class);
  }

  @Test
  void disabledItAddsNothing() {
    runner
        .withPropertyValues("auto-refresh-cache.enabled=false")
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context).doesNotHaveBean(AutoRefreshCache.class);
              assertThat(context).doesNotHaveBean(AutoRefreshCacheFactory.class);
              assertThat(context).doesNotHaveBean(SyncObserver.class);
            });
  }

  /** What an application on this class path gets from us. */
  static Class<?>[] registered() {
    ClassLoader loader = AutoConfigurationTest.class.getClassLoader();
    return StreamSupport.stream(
            ImportCandidates.load(AutoConfiguration.class, loader).spliterator(), false)
        .filter(name -> name.startsWith("io.github.autorefresh."))
        .map(name -> ClassUtils.resolveClassName(name, loader))
        .toArray(Class<?>[]::new);
  }

  @Configuration(proxyBeanMethods = false)
  static class JobSync {
    @Bean
    CacheSyncItem<Job> jobSync() {
      return Job::advanced;
    }
  }
}
