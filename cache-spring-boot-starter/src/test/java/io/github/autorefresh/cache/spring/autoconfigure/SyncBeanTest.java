package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheClosedException;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.HiddenSyncs;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.InheritingClient;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobBatch;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobClient;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobSync;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobUser;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.LazySync;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.OwnJobCache;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.PodSync;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.PodUser;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.TrackedSyncs;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.TrackedUser;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.ResolvableType;

class SyncBeanTest {

  private final ApplicationContextRunner runner = starter();

  @Test
  void syncBeanAloneGivesAnInjectableCacheThatSyncs() {
    runner
        .withUserConfiguration(JobSync.class, JobUser.class)
        .withPropertyValues("auto-refresh-cache.resync-period=1h")
        .run(
            context -> {
              AutoRefreshCache<Job> jobs = context.getBean(JobUser.class).jobs;
              jobs.getOrCreate(Job.of("j1"));
              await().untilAsserted(() -> assertThat(jobs.get("j1")).isEqualTo(new Job("j1", 1)));
            });
  }

  @Test
  void cacheIsNamedAfterTheSyncBeanInKebabCase() {
    runner
        .withUserConfiguration(JobSync.class)
        .run(context -> assertThat(cache(context).name()).isEqualTo("job-sync"));
  }

  @Test
  void cacheHasTheExactGenericType() {
    runner
        .withUserConfiguration(JobSync.class)
        .run(
            context -> {
              assertThat(namesOf(context, Job.class)).containsExactly("job-sync");
              assertThat(namesOf(context, Pod.class)).isEmpty();
            });
  }

  @Test
  void twoSyncBeansOfDifferentTypesGiveTwoCachesInjectedByType() {
    runner
        .withUserConfiguration(JobSync.class, PodSync.class, JobUser.class, PodUser.class)
        .run(
            context -> {
              assertThat(context.getBean(JobUser.class).jobs.name()).isEqualTo("job-sync");
              assertThat(context.getBean(PodUser.class).pods.name()).isEqualTo("pods");
            });
  }

  @Test
  void cacheBeanDoesNotTakeTheNameOfItsSyncBean() {
    runner
        .withUserConfiguration(PodSync.class)
        .run(
            context -> {
              assertThat(context.getBean("pods")).isInstanceOf(CacheSyncItem.class);
              assertThat(context.getBean("pods-cache")).isInstanceOf(AutoRefreshCache.class);
            });
  }

  @Test
  void classThatImplementsTheContractIsASyncBean() {
    runner
        .withBean("jobs", JobClient.class)
        .run(context -> assertThat(namesOf(context, Job.class)).hasSize(1));
  }

  @Test
  void scannedClassGivesItsNameInKebabCase() {
    runner
        .withInitializer(
            context ->
                new AnnotatedBeanDefinitionReader((BeanDefinitionRegistry) context)
                    .register(JobClient.class))
        .run(
            context -> {
              assertThat(context).hasBean("syncBeans.JobClient");
              assertThat(cache(context).name()).isEqualTo("job-client");
            });
  }

  @Test
  void importedClassGivesItsNameInKebabCase() {
    runner
        .withUserConfiguration(Importing.class)
        .run(
            context -> {
              assertThat(context).hasBean(JobClient.class.getName());
              assertThat(cache(context).name()).isEqualTo("job-client");
            });
  }

  @Test
  void inheritedContractIsResolved() {
    runner
        .withBean("jobs", InheritingClient.class)
        .run(context -> assertThat(namesOf(context, Job.class)).hasSize(1));
  }

  @Test
  void genericItemTypesAreToldApart() {
    runner
        .withUserConfiguration(TrackedSyncs.class)
        .run(
            context -> {
              assertThat(context.getBean(TrackedUser.class).jobs().name())
                  .isEqualTo("tracked-jobs");
              assertThat(context.getBean(TrackedUser.class).pods().name())
                  .isEqualTo("tracked-pods");
            });
  }

  @Test
  void batchSyncBeanGivesACacheThatSyncsInBatches() {
    runner
        .withUserConfiguration(JobBatch.class, JobUser.class)
        .withPropertyValues(
            "auto-refresh-cache.resync-period=1h",
            "auto-refresh-cache.caches.job-batch.max-batch=7")
        .run(
            context -> {
              AutoRefreshCache<Job> jobs = context.getBean(JobUser.class).jobs;
              assertThat(jobs.settings().maxBatch()).isEqualTo(7);
              jobs.getOrCreate(Job.of("j1"));
              await().untilAsserted(() -> assertThat(jobs.get("j1")).isEqualTo(new Job("j1", 1)));
            });
  }

  @Test
  void syncBeanBacksOffWhereTheTypeHasACache() {
    runner
        .withUserConfiguration(JobSync.class, JobBatch.class, OwnJobCache.class)
        .run(context -> assertThat(context).getBean(AutoRefreshCache.class).isSameAs(own(context)));
  }

  @Test
  void syncBeansThatAreNoCandidatesAreLeftAlone() {
    runner
        .withUserConfiguration(HiddenSyncs.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context).doesNotHaveBean(AutoRefreshCache.class);
            });
  }

  @Test
  void lazySyncBeanGivesALazyCacheThatRunsOnceItIsThere() {
    runner
        .withUserConfiguration(LazySync.class)
        .run(
            context -> {
              assertThat(beanFactory(context).containsSingleton("lazy-jobs")).isFalse();
              AutoRefreshCache<?> jobs = context.getBean("lazy-jobs", AutoRefreshCache.class);
              assertThat(jobs.isRunning()).isTrue();
            });
  }

  @Test
  void cacheIsClosedWithTheContext() {
    AtomicReference<AutoRefreshCache<?>> jobs = new AtomicReference<>();
    runner.withUserConfiguration(JobSync.class).run(context -> jobs.set(cache(context)));
    assertThat(jobs.get().isRunning()).isFalse();
    assertThatThrownBy(() -> jobs.get().start()).isInstanceOf(CacheClosedException.class);
  }

  private static AutoRefreshCache<?> cache(ApplicationContext context) {
    return context.getBean(AutoRefreshCache.class);
  }

  private static ConfigurableListableBeanFactory beanFactory(ApplicationContext context) {
    return (ConfigurableListableBeanFactory) context.getAutowireCapableBeanFactory();
  }

  private static Object own(ApplicationContext context) {
    return context.getBean("ownJobs");
  }

  private static String[] namesOf(ApplicationContext context, Class<?> item) {
    return context.getBeanNamesForType(
        ResolvableType.forClassWithGenerics(AutoRefreshCache.class, item));
  }

  @Configuration(proxyBeanMethods = false)
  @Import(JobClient.class)
  static class Importing {}
}
