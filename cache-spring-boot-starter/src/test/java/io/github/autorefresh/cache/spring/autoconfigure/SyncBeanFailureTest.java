package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobBatch;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobClient;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobSync;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.PodClient;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.UnresolvableSyncs;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class SyncBeanFailureTest {

  private final ApplicationContextRunner runner = starter();

  @Test
  void twoSyncBeansOfOneTypeFailTheStart() {
    runner
        .withUserConfiguration(JobSync.class, JobBatch.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasMessageContaining("jobSync")
                    .hasMessageContaining("jobBatch")
                    .hasMessageContaining(Job.class.getName()));
  }

  @Test
  void unresolvableItemTypesFailTheStart() {
    runner
        .withUserConfiguration(UnresolvableSyncs.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasMessageContaining("'raw'")
                    .hasMessageContaining("'wildcard'")
                    .hasMessageContaining("'bounded'")
                    .hasMessageContaining("'variable'"));
  }

  @Test
  void beanNameThatGivesABadCacheNameFailsTheStart() {
    runner
        .withBean("9jobs", JobClient.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasMessageContaining("9jobs")
                    .hasMessageContaining("[a-z][a-z0-9-]*"));
  }

  @Test
  void beanNamesThatGiveOneCacheNameFailTheStart() {
    runner
        .withBean("theSync", JobClient.class)
        .withBean("the-sync", PodClient.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasMessageContaining("'theSync'")
                    .hasMessageContaining("'the-sync'"));
  }
}
