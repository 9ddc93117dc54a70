package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.spring.Job;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;

/** Sync beans of one type are told apart as other beans are, and found behind proxies. */
@ExtendWith(OutputCaptureExtension.class)
class ChosenSyncBeanTest {

  private final ApplicationContextRunner runner =
      starter()
          .withInitializer(
              context ->
                  context.getBeanFactory().registerScope("refresh", new SimpleThreadScope()));

  @Test
  void primaryOneIsTaken(CapturedOutput output) {
    runner
        .withUserConfiguration(Jobs.class, PrimaryFake.class)
        .withPropertyValues("auto-refresh-cache.caches.jobs.tps=7")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(cache(context).name()).isEqualTo("fake-jobs");
              assertThat(synced(context)).isEqualTo(42);
            });
    assertThat(output)
        .contains("auto-refresh-cache.caches.jobs are not used")
        .contains("Caches that exist: fake-jobs.");
  }

  @Test
  void oneThatIsNoFallbackIsTaken(CapturedOutput output) {
    runner
        .withUserConfiguration(Jobs.class, FallbackBatch.class)
        .withPropertyValues("auto-refresh-cache.caches.other-jobs.tps=7")
        .run(
            context -> {
              assertThat(cache(context).name()).isEqualTo("jobs");
              assertThat(synced(context)).isEqualTo(1);
            });
    assertThat(output).contains("other-jobs are not used").contains("that is no fallback");
  }

  @Test
  void fallbackAloneIsTaken() {
    runner
        .withUserConfiguration(FallbackBatch.class)
        .run(context -> assertThat(synced(context)).isEqualTo(42));
  }

  @Test
  void twoPrimaryOnesAreRefused() {
    runner
        .withUserConfiguration(PrimaryFake.class, PrimaryToo.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasMessageContaining("'fakeJobs'")
                    .hasMessageContaining("'tooJobs'"));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ScopedMethod.class,
        ScopedBatch.class,
        ScopedLambda.class,
        ScopedByInterface.class
      })
  void decoratedDefinitionOfAScopedProxyTellsTheType(Class<?> configuration) {
    runner
        .withUserConfiguration(configuration)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(cache(context).name()).isEqualTo("jobs");
              assertThat(synced(context)).isPositive();
            });
  }

  @Test
  void scannedClassInAScopeIsNamedAfterTheClass() {
    runner
        .withInitializer(
            context ->
                new org.springframework.context.annotation.ClassPathBeanDefinitionScanner(
                    (org.springframework.beans.factory.support.BeanDefinitionRegistry) context,
                    false) {
                  {
                    addIncludeFilter(
                        new org.springframework.core.type.filter.AssignableTypeFilter(
                            ScopedClient.class));
                  }
                }.scan(ScopedClient.class.getPackageName()))
        .run(
            context -> {
              assertThat(cache(context).name()).isEqualTo("scoped-client");
              assertThat(synced(context)).isPositive();
            });
  }

  private static AutoRefreshCache<?> cache(ApplicationContext context) {
    return context.getBean(AutoRefreshCache.class);
  }

  /** How far a job is after its first sync, which may run on any thread. */
  @SuppressWarnings("unchecked")
  private static int synced(ApplicationContext context) {
    AutoRefreshCache<Job> jobs = context.getBean(AutoRefreshCache.class);
    jobs.getOrCreate(Job.of("j1"));
    return jobs.refresh("j1").join().progress();
  }

  @Configuration(proxyBeanMethods = false)
  static class Jobs {
    @Bean
    CacheSyncItem<Job> jobs() {
      return job -> new Job(job.id(), 1);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class PrimaryFake {
    @Bean
    @Primary
    CacheSyncItem<Job> fakeJobs() {
      return job -> new Job(job.id(), 42);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class PrimaryToo {
    @Bean
    @Primary
    CacheSyncItem<Job> tooJobs() {
      return job -> job;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class FallbackBatch {
    @Bean
    @Fallback
    CacheSyncBatch<Job> otherJobs() {
      return jobs -> jobs.stream().map(job -> SyncResult.updated(new Job(job.id(), 42))).toList();
    }
  }

  @Scope(scopeName = "refresh", proxyMode = ScopedProxyMode.TARGET_CLASS)
  static class ScopedClient implements CacheSyncItem<Job> {
    @Override
    public Job sync(Job job) {
      return job.advanced();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ScopedMethod {
    @Bean
    @Scope(scopeName = "refresh", proxyMode = ScopedProxyMode.TARGET_CLASS)
    ScopedClient jobs() {
      return new ScopedClient();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ScopedLambda {
    @Bean
    @Scope(scopeName = "refresh", proxyMode = ScopedProxyMode.TARGET_CLASS)
    CacheSyncItem<Job> jobs() {
      return Job::advanced;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ScopedByInterface {
    @Bean
    @Scope(scopeName = "refresh", proxyMode = ScopedProxyMode.INTERFACES)
    CacheSyncItem<Job> jobs() {
      return new ScopedClient();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ScopedBatch {
    @Bean
    @Scope(scopeName = "refresh", proxyMode = ScopedProxyMode.TARGET_CLASS)
    CacheSyncBatch<Job> jobs() {
      return jobs -> jobs.stream().map(job -> SyncResult.updated(job.advanced())).toList();
    }
  }
}
