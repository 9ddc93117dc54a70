package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;

class AutoRefreshCacheLifecycleTest {

  private final ApplicationContextRunner runner =
      starter().withPropertyValues("auto-refresh-cache.resync-period=5ms");

  @Test
  void cachesRunWithTheContextWhoeverMadeThem() {
    runner
        .withUserConfiguration(SyncedJobs.class, OwnPods.class)
        .run(
            context -> {
              AutoRefreshCache<?> jobs = cache(context, "jobs-cache");
              AutoRefreshCache<?> pods = cache(context, "pods");
              assertThat(jobs.isRunning()).isTrue();
              assertThat(pods.isRunning()).isTrue();
              context(context).close();
              assertThat(jobs.isRunning()).isFalse();
              assertThat(pods.isRunning()).isFalse();
            });
  }

  @Test
  @SuppressWarnings("unchecked")
  void stoppedContextSyncsNothingAndRestartedOneGoesOn() {
    runner
        .withUserConfiguration(SyncedJobs.class)
        .run(
            context -> {
              AutoRefreshCache<Job> jobs = context.getBean("jobs-cache", AutoRefreshCache.class);
              jobs.getOrCreate(Job.of("j1"));
              await().until(() -> jobs.get("j1").progress() > 1);

              context(context).stop();
              assertThat(jobs.isRunning()).isFalse();
              int atStop = jobs.get("j1").progress();
              await()
                  .during(Duration.ofMillis(50))
                  .until(() -> jobs.get("j1").progress() == atStop);

              context(context).start();
              await().until(() -> jobs.get("j1").progress() > atStop);
            });
  }

  @Test
  void cacheThatShallNotStartByItselfIsTheApplicationsToStart() {
    runner
        .withUserConfiguration(SyncedJobs.class, OwnPods.class)
        .withPropertyValues("auto-refresh-cache.caches.jobs.auto-startup=false")
        .run(
            context -> {
              AutoRefreshCache<?> jobs = cache(context, "jobs-cache");
              assertThat(jobs.isRunning()).isFalse();
              assertThat(cache(context, "pods").isRunning()).isTrue();
              jobs.start();
              context(context).stop();
              assertThat(jobs.isRunning()).isFalse();
            });
  }

  @Test
  void restartBringsBackWhatWasRunning() {
    runner
        .withUserConfiguration(SyncedJobs.class, OwnPods.class)
        .withPropertyValues("auto-refresh-cache.caches.jobs.auto-startup=false")
        .run(
            context -> {
              cache(context, "jobs-cache").start();
              cache(context, "pods").stop();
              context(context).stop();
              context(context).start();
              assertThat(cache(context, "jobs-cache").isRunning()).isTrue();
              assertThat(cache(context, "pods").isRunning()).isFalse();
            });
  }

  @Test
  void pausedContextSyncsNothingUntilItIsRestarted() {
    runner
        .withUserConfiguration(SyncedJobs.class)
        .run(
            context -> {
              AutoRefreshCache<?> jobs = cache(context, "jobs-cache");
              context(context).pause();
              assertThat(jobs.isRunning()).isFalse();
              context(context).restart();
              assertThat(jobs.isRunning()).isTrue();
            });
  }

  @Test
  @SuppressWarnings("unchecked")
  void secondContextInTheSameJvmHasItsOwnCaches() {
    ApplicationContextRunner application = runner.withUserConfiguration(SyncedJobs.class);
    List<AutoRefreshCache<?>> caches = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      application.run(
          context -> {
            AutoRefreshCache<?> jobs = cache(context, "jobs-cache");
            assertThat(jobs.size()).isZero();
            context.getBean("jobs-cache", AutoRefreshCache.class).getOrCreate(Job.of("j1"));
            caches.add(jobs);
          });
    }
    assertThat(caches.get(0)).isNotSameAs(caches.get(1));
    assertThat(caches).noneMatch(AutoRefreshCache::isRunning);
  }

  @Test
  void cacheThatTheApplicationHasClosedDoesNotKeepTheOthersFromRunning() {
    runner
        .withUserConfiguration(SyncedJobs.class, OwnPods.class)
        .run(
            context -> {
              context(context).stop();
              cache(context, "jobs-cache").close();
              context(context).start();
              assertThat(cache(context, "pods").isRunning()).isTrue();
            });
  }

  @Test
  void lazyCacheRunsFromWhenItIsThereAndStopsWithTheOthers() {
    runner
        .withUserConfiguration(LazyPods.class)
        .run(
            context -> {
              AutoRefreshCache<?> pods = cache(context, "pods");
              assertThat(pods.isRunning()).isTrue();
              context(context).stop();
              assertThat(pods.isRunning()).isFalse();
            });
  }

  @Test
  void lazyCacheThatComesWhileTheContextIsStoppedWaitsForItsStart() {
    runner
        .withUserConfiguration(LazyPods.class)
        .run(
            context -> {
              context(context).stop();
              assertThat(cache(context, "pods").isRunning()).isFalse();
              context(context).start();
              assertThat(cache(context, "pods").isRunning()).isTrue();
            });
  }

  @Test
  void lazyInitializationOfTheWholeContextDoesNotKeepCachesFromRunning() {
    runner
        .withInitializer(
            context ->
                context.addBeanFactoryPostProcessor(
                    new LazyInitializationBeanFactoryPostProcessor()))
        .withUserConfiguration(SyncedJobs.class, OwnPods.class, LazyReceipts.class)
        .run(
            context -> {
              assertThat(context.getBean(ManagedCaches.class).beans())
                  .extracting(AutoRefreshCache::name)
                  .containsExactlyInAnyOrder("jobs", "pods");
              assertThat(context.getBean(ManagedCaches.class).beans())
                  .allMatch(AutoRefreshCache::isRunning);
              assertThat(beanFactoryHas(context, "receipts")).as("lazy by itself").isFalse();
            });
  }

  @Test
  void cacheThatIsNoSingletonIsItsUsersToRun() {
    runner
        .withUserConfiguration(PrototypePods.class)
        .run(
            context -> {
              AutoRefreshCache<?> one = cache(context, "pods");
              AutoRefreshCache<?> two = cache(context, "pods");
              assertThat(one).isNotSameAs(two);
              assertThat(one.isRunning()).isFalse();
              one.close();
              two.close();
            });
  }

  @Test
  void cachesStartBeforeTheWebServerAndStopAfterItHasDrained() {
    int phase = AutoRefreshCacheLifecycle.PHASE;
    assertThat(phase).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
    assertThat(phase).isLessThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
    assertThat(phase).isGreaterThan(Integer.MAX_VALUE / 2); // that of executors and schedulers
  }

  private static AutoRefreshCache<?> cache(AssertableApplicationContext context, String bean) {
    return context.getBean(bean, AutoRefreshCache.class);
  }

  private static ConfigurableApplicationContext context(AssertableApplicationContext context) {
    return context.getSourceApplicationContext(ConfigurableApplicationContext.class);
  }

  private static boolean beanFactoryHas(AssertableApplicationContext context, String bean) {
    return context(context).getBeanFactory().containsSingleton(bean);
  }

  @Configuration(proxyBeanMethods = false)
  static class SyncedJobs {
    @Bean
    CacheSyncItem<Job> jobs() {
      return Job::advanced;
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
  static class LazyPods {
    @Bean
    @Lazy
    AutoRefreshCache<Pod> pods(AutoRefreshCacheFactory caches) {
      return caches.create("pods", Pod.class, pod -> pod);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class LazyReceipts {
    @Bean
    @Lazy
    AutoRefreshCache<Pod> receipts() {
      return AutoRefreshCacheBuilder.named("receipts").build(pod -> pod);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class PrototypePods {
    @Bean
    @Scope("prototype")
    AutoRefreshCache<Pod> pods() {
      return AutoRefreshCacheBuilder.named("pods").build(pod -> pod);
    }
  }
}
