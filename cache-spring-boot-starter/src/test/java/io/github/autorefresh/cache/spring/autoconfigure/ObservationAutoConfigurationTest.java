package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobBatch;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobSync;
import io.github.autorefresh.cache.spring.metrics.SyncObservationConvention;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class ObservationAutoConfigurationTest {

  private final ApplicationContextRunner withoutRegistry =
      starter()
          .withConfiguration(
              AutoConfigurations.of(AutoRefreshCacheObservationAutoConfiguration.class));

  private final ApplicationContextRunner runner =
      withoutRegistry.withBean(ObservationRegistry.class, TestObservationRegistry::create);

  private final ApplicationContextRunner enabled =
      runner.withPropertyValues("auto-refresh-cache.observations.enabled=true");

  @Test
  void syncsAreNotObservedUnlessItIsEnabled() {
    runner
        .withUserConfiguration(JobSync.class)
        .run(
            context -> {
              syncOnce(context);
              assertThat(context).doesNotHaveBean(SyncDecorator.class);
              registry(context).doesNotHaveAnyObservation();
            });
  }

  @Test
  void syncsAreObservedIfItIsEnabled() {
    enabled
        .withUserConfiguration(JobSync.class)
        .run(
            context -> {
              syncOnce(context);
              registry(context)
                  .hasObservationWithNameEqualTo("cache.sync.execution")
                  .that()
                  .hasLowCardinalityKeyValue("cache", "job-sync")
                  .hasLowCardinalityKeyValue("outcome", "updated");
            });
  }

  @Test
  void syncsOfBatchesAreObservedToo() {
    enabled
        .withUserConfiguration(JobBatch.class)
        .run(
            context -> {
              syncOnce(context);
              registry(context)
                  .hasObservationWithNameEqualTo("cache.sync.execution")
                  .that()
                  .hasLowCardinalityKeyValue("cache", "job-batch")
                  .hasHighCardinalityKeyValue("batch.size", "1");
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class ChangeHandler {
    @Bean
    ItemHandler<Job> changes() {
      return new ItemHandler<>() {
        private boolean called;

        @Override
        public void handle(Job job) {
          boolean first = !called;
          called = true;
          if (first) {
            throw new IllegalStateException("no mail");
          }
        }

        @Override
        public boolean wants(Job job) {
          return true;
        }
      };
    }
  }

  @Test
  void callsOfHandlersAreObservedToo() {
    enabled
        .withPropertyValues("auto-refresh-cache.backoff.initial=1ms")
        .withUserConfiguration(JobSync.class, ChangeHandler.class)
        .run(
            context -> {
              syncOnce(context);
              await().until(() -> context.getBean(AutoRefreshCache.class).stats().unhandled() == 0);
              registry(context)
                  .hasAnObservation(
                      observation ->
                          observation
                              .hasNameEqualTo("cache.handler.execution")
                              .hasLowCardinalityKeyValue("cache", "job-sync")
                              .hasLowCardinalityKeyValue("outcome", "failed")
                              .hasHighCardinalityKeyValue("item.id", "j1"))
                  .hasAnObservation(
                      observation ->
                          observation
                              .hasNameEqualTo("cache.handler.execution")
                              .hasLowCardinalityKeyValue("outcome", "handled"));
            });
  }

  @Test
  void conventionOfTheApplicationIsUsed() {
    SyncObservationConvention own =
        new SyncObservationConvention() {
          @Override
          public String getName() {
            return "own.name";
          }
        };
    enabled
        .withBean(SyncObservationConvention.class, () -> own)
        .withUserConfiguration(JobSync.class)
        .run(
            context -> {
              syncOnce(context);
              registry(context).hasObservationWithNameEqualTo("own.name");
            });
  }

  @Test
  void timerOfObservationsKnowsNoItems() {
    MeterRegistry meters = new SimpleMeterRegistry();
    ObservationRegistry observations = ObservationRegistry.create();
    observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
    withoutRegistry
        .withBean(ObservationRegistry.class, () -> observations)
        .withPropertyValues("auto-refresh-cache.observations.enabled=true")
        .withUserConfiguration(JobSync.class)
        .run(
            context -> {
              syncOnce(context);
              assertThat(meters.get("cache.sync.execution").timer().getId().getTags())
                  .containsExactlyInAnyOrder(
                      Tag.of("cache", "job-sync"),
                      Tag.of("outcome", "updated"),
                      Tag.of("error", "none"));
            });
  }

  @Test
  void withoutRegistryNothingIsObserved() {
    withoutRegistry
        .withPropertyValues("auto-refresh-cache.observations.enabled=true")
        .withUserConfiguration(JobSync.class)
        .run(context -> assertThat(context).doesNotHaveBean(SyncDecorator.class));
  }

  @SuppressWarnings("unchecked")
  private static void syncOnce(AssertableApplicationContext context) {
    AutoRefreshCache<Job> jobs = context.getBean(AutoRefreshCache.class);
    jobs.getOrCreate(Job.of("j1"));
    jobs.refresh("j1").join();
  }

  private static TestObservationRegistryAssert registry(AssertableApplicationContext context) {
    return TestObservationRegistryAssert.assertThat(context.getBean(TestObservationRegistry.class));
  }
}
