package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Cadence;
import io.github.autorefresh.cache.FirstSync;
import io.github.autorefresh.cache.HandlerSettings;
import io.github.autorefresh.cache.spring.Job;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class PropertiesTest {

  private final ApplicationContextRunner runner =
      starter().withUserConfiguration(JobSyncCache.class);

  @Test
  void cacheForWhichNothingIsSetHasTheDefaults() {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(AutoRefreshCacheAutoConfiguration.class))
        .withUserConfiguration(JobSyncCache.class)
        .run(
            context ->
                assertThat(context.getBean(AutoRefreshCache.class).settings())
                    .isEqualTo(CacheSettings.defaults()));
  }

  @Test
  void everyPropertyIsBound() {
    CacheSettings expected =
        new CacheSettings(
            Duration.ofSeconds(1),
            2.5,
            3,
            4,
            1,
            Duration.ofSeconds(5),
            Duration.ofSeconds(6),
            Duration.ofSeconds(7),
            0.8,
            9,
            Duration.ofSeconds(10),
            Duration.ofSeconds(11),
            FirstSync.SCHEDULED,
            false,
            Duration.ofSeconds(12),
            new HandlerSettings(13, Duration.ofSeconds(14), true),
            Cadence.FIXED);
    settings(
        runner.withPropertyValues(
            "auto-refresh-cache.resync-period=1s",
            "auto-refresh-cache.tps=2.5",
            "auto-refresh-cache.burst=3",
            "auto-refresh-cache.parallelism=4",
            "auto-refresh-cache.sync-timeout=5s",
            "auto-refresh-cache.backoff.initial=6s",
            "auto-refresh-cache.backoff.max=7s",
            "auto-refresh-cache.handler.parallelism=13",
            "auto-refresh-cache.handler.retention=14s",
            "auto-refresh-cache.handler.created=true",
            "auto-refresh-cache.jitter=0.8",
            "auto-refresh-cache.max-size=9",
            "auto-refresh-cache.terminal-retention=10s",
            "auto-refresh-cache.shutdown-timeout=11s",
            "auto-refresh-cache.first-sync=scheduled",
            "auto-refresh-cache.outage.enabled=false",
            "auto-refresh-cache.outage.probe-interval=12s"),
        settings -> assertThat(settings).isEqualTo(expected));
  }

  @Test
  void unsetFieldsOfAnOverrideInherit() {
    settings(
        runner.withPropertyValues(
            "auto-refresh-cache.tps=7",
            "auto-refresh-cache.backoff.max=1h",
            "auto-refresh-cache.caches.job-sync.burst=3",
            "auto-refresh-cache.caches.job-sync.backoff.initial=2s"),
        settings -> {
          assertThat(settings.tps()).isEqualTo(7);
          assertThat(settings.burst()).isEqualTo(3);
          assertThat(settings.backoffInitial()).isEqualTo(Duration.ofSeconds(2));
          assertThat(settings.backoffMax()).isEqualTo(Duration.ofHours(1));
          assertThat(settings.resyncPeriod()).isEqualTo(Duration.ofSeconds(30));
        });
  }

  @Test
  void overrideOfOneCacheDoesNotReachAnother() {
    runner
        .withPropertyValues("auto-refresh-cache.caches.jobsync.tps=7")
        .run(
            context -> {
              AutoRefreshCache<Job> other =
                  context
                      .getBean(AutoRefreshCacheFactory.class)
                      .create("other", Job.class, Job::advanced);
              assertThat(other.settings().tps()).isEqualTo(100);
              other.close();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"job-sync", "jobSync", "JobSync", "jobsync", "JOB-SYNC", "[job_sync]"})
  void overridesMatchNamesRelaxed(String spelling) {
    settings(
        runner.withPropertyValues("auto-refresh-cache.caches." + spelling + ".tps=7"),
        settings -> assertThat(settings.tps()).isEqualTo(7));
  }

  @Test
  void environmentVariableWinsOverAnotherSpellingOfItsName() {
    Map<String, Object> variables = Map.of("AUTOREFRESHCACHE_CACHES_JOBSYNC_TPS", "8");
    settings(
        runner
            .withPropertyValues(
                "auto-refresh-cache.caches.job-sync.tps=7",
                "auto-refresh-cache.caches.job-sync.burst=3")
            .withInitializer(
                context ->
                    context
                        .getEnvironment()
                        .getPropertySources()
                        .addFirst(
                            new SystemEnvironmentPropertySource(
                                "test-systemEnvironment", variables))),
        settings -> {
          assertThat(settings.tps()).isEqualTo(8);
          assertThat(settings.burst()).isEqualTo(3);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "unlimited=true, , true",
    "unlimited=true, caches.job-sync.tps=5, false",
    "unlimited=true, caches.job-sync.unlimited=false, false",
    "tps=5, unlimited=true, true",
    "tps=5, caches.job-sync.unlimited=true, true",
    "caches.job-sync.tps=5, caches.job-sync.unlimited=true, true",
  })
  void nearestWordOnTheLimitHolds(String first, String second, boolean unlimited) {
    ApplicationContextRunner limited = runner.withPropertyValues("auto-refresh-cache." + first);
    settings(
        second == null ? limited : limited.withPropertyValues("auto-refresh-cache." + second),
        settings -> assertThat(settings.isUnlimited()).isEqualTo(unlimited));
  }

  @ParameterizedTest
  @CsvSource({
    "resync-period, 0s, positive",
    "resync-period, 99999d, at most",
    "tps, 0, a number from",
    "tps, -1, a number from",
    "tps, NaN, a number from",
    "burst, 0, from 1",
    "parallelism, -4, from 1",
    "parallelism, 2000000000, from 1 to",
    "sync-timeout, -1s, positive",
    "jitter, 1, below 1",
    "jitter, NaN, below 1",
    "max-size, 0, at least 1",
    "max-batch, 0, from 1",
    "terminal-retention, -1s, zero to",
    "backoff.initial, 0s, positive",
    "backoff.initial, 10m, at least backoffInitial",
    "backoff.max, 500ms, at least backoffInitial",
    "outage.probe-interval, 0s, positive",
    "outage.probe-interval, 99999d, at most",
    "cadence.min-period, 0s, positive",
    "cadence.max-period, -1s, positive",
    "cadence.max-period, 99999d, at most",
  })
  void badValueFailsTheStartNamingPropertyValueAndRule(String name, String value, String rule) {
    for (String level :
        new String[] {"auto-refresh-cache.", "auto-refresh-cache.caches.job-sync."}) {
      runner
          .withPropertyValues(level + name + "=" + value)
          .run(
              context ->
                  assertThat(context.getStartupFailure())
                      .hasStackTraceContaining(level + name + " with value '")
                      .hasStackTraceContaining(rule));
    }
  }

  @ParameterizedTest
  @CsvSource({"PT30S,PT1S,PT5M", "PT5S,PT1S,PT50S", "PT0.2S,PT0.2S,PT2S"})
  void learnedCadenceHasBoundsByItsPeriod(Duration period, Duration min, Duration max) {
    settings(
        runner.withPropertyValues(
            "auto-refresh-cache.resync-period=" + period,
            "auto-refresh-cache.caches.job-sync.cadence.type=learned"),
        settings -> assertThat(settings.cadence()).isEqualTo(new Cadence.Learned(min, max)));
  }

  @Test
  void boundsOfALearnedCadenceCanBeSet() {
    settings(
        runner.withPropertyValues(
            "auto-refresh-cache.cadence.type=learned",
            "auto-refresh-cache.cadence.min-period=2s",
            "auto-refresh-cache.cadence.max-period=20s",
            "auto-refresh-cache.caches.job-sync.cadence.min-period=30s"),
        settings ->
            assertThat(settings.cadence())
                .as("the inherited longest one is no less")
                .isEqualTo(new Cadence.Learned(Duration.ofSeconds(30), Duration.ofSeconds(30))));
  }

  @Test
  void longestPeriodThatIsLessThanTheLeastOneFailsTheStart() {
    runner
        .withPropertyValues(
            "auto-refresh-cache.cadence.min-period=5s",
            "auto-refresh-cache.caches.job-sync.cadence.max-period=4s")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining(
                        "auto-refresh-cache.caches.job-sync.cadence.max-period with value 'PT4S'")
                    .hasStackTraceContaining("cadence.maxPeriod must be at least")
                    .hasStackTraceContaining("(PT5S), but was PT4S"));
  }

  @Test
  void badShutdownTimeoutFailsTheStart() {
    runner
        .withPropertyValues("auto-refresh-cache.shutdown-timeout=-1s")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("auto-refresh-cache.shutdown-timeout with value"));
  }

  @Test
  void valueOfAnotherTypeFailsTheStart() {
    runner
        .withPropertyValues("auto-refresh-cache.tps=fast")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("auto-refresh-cache.tps")
                    .hasStackTraceContaining("fast"));
  }

  @Test
  void badValueFailsTheStartEvenIfThereIsNoCache() {
    starter()
        .withPropertyValues("auto-refresh-cache.tps=-1")
        .run(context -> assertThat(context).hasFailed());
  }

  @Test
  void overrideOfACacheThatDoesNotExistFailsTheStart() {
    runner
        .withPropertyValues("auto-refresh-cache.caches.paymnets.tps=7")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasMessageContaining("paymnets")
                    .hasMessageContaining("Caches that exist: job-sync."));
  }

  @Test
  void lazyCacheExistsAsFarAsOverridesAreConcerned() {
    starter()
        .withUserConfiguration(LazyJobs.class)
        .withPropertyValues("auto-refresh-cache.caches.lazy-jobs.tps=7")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void mockOfACacheIsNotHeldAgainstItsOverrides() {
    starter()
        .withInitializer(
            context ->
                context
                    .getBeanFactory()
                    .registerSingleton("jobs", Mockito.mock(AutoRefreshCache.class)))
        .withPropertyValues("auto-refresh-cache.caches.jobs.tps=7")
        .run(context -> assertThat(context).hasNotFailed());
  }

  private static void settings(ApplicationContextRunner runner, Consumer<CacheSettings> test) {
    runner.run(context -> test.accept(context.getBean(AutoRefreshCache.class).settings()));
  }

  @Configuration(proxyBeanMethods = false)
  static class JobSyncCache {
    @Bean
    AutoRefreshCache<Job> jobs(AutoRefreshCacheFactory caches) {
      return caches.create("job-sync", Job.class, Job::advanced);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class LazyJobs {
    @Bean
    @Lazy
    AutoRefreshCache<Job> jobs(AutoRefreshCacheFactory caches) {
      return caches.create("lazy-jobs", Job.class, Job::advanced);
    }
  }
}
