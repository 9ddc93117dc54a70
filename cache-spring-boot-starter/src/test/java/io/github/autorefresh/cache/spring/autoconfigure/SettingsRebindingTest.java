package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobSync;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configuration that changes while the application runs, as Spring Cloud tells of it. */
@ExtendWith(OutputCaptureExtension.class)
class SettingsRebindingTest {

  private final ApplicationContextRunner runner =
      starter()
          .withUserConfiguration(JobSync.class, OtherCaches.class)
          .withPropertyValues("auto-refresh-cache.caches.job-sync.tps=7");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void changedPropertiesRetuneTheCachesConcerned(boolean plainObject) {
    runner.run(
        context -> {
          change(
              context,
              plainObject,
              "auto-refresh-cache.caches.job-sync.tps=9",
              "auto-refresh-cache.resync-period=1m");
          assertThat(jobs(context).settings().tps()).isEqualTo(9);
          assertThat(jobs(context).settings().resyncPeriod()).hasMinutes(1);
          assertThat(pods(context).settings().tps()).isEqualTo(100);
          assertThat(pods(context).settings().resyncPeriod()).hasMinutes(1);
          assertThat(own(context).settings().resyncPeriod()).hasSeconds(30);
        });
  }

  @Test
  void whatAnOperatorHasRetunedStandsUnlessItsPropertyChanges() {
    runner.run(
        context -> {
          jobs(context).retune(settings -> settings.withTps(3).withBurst(4));
          change(context, false, "auto-refresh-cache.caches.job-sync.burst=5");
          assertThat(jobs(context).settings().tps()).isEqualTo(3);
          assertThat(jobs(context).settings().burst()).isEqualTo(5);
          jobs(context).retune(settings -> settings.withBurst(6));
          change(context, false, "unrelated=1");
          assertThat(jobs(context).settings().burst()).isEqualTo(6);
          change(context, false, "auto-refresh-cache.caches.job-sync.burst=7");
          assertThat(jobs(context).settings().burst()).isEqualTo(7);
        });
  }

  /** What an operator takes back is what was retuned by hand, and not the new configuration. */
  @Test
  void resetGoesToWhatIsBoundNow() {
    runner.run(
        context -> {
          change(context, false, "auto-refresh-cache.caches.job-sync.tps=9");
          jobs(context).retune(settings -> settings.withTps(3).withBurst(4));
          jobs(context).resetSettings();
          assertThat(jobs(context).settings().tps()).isEqualTo(9);
          assertThat(jobs(context).settings().burst()).isEqualTo(10);
        });
  }

  @Test
  void illegalPropertiesChangeNothingAndAreWarnedOf(CapturedOutput output) {
    runner.run(
        context -> {
          change(
              context,
              false,
              "auto-refresh-cache.caches.job-sync.tps=-1",
              "auto-refresh-cache.resync-period=1m");
          assertThat(jobs(context).settings().tps()).isEqualTo(7);
          assertThat(jobs(context).settings().resyncPeriod()).hasSeconds(30);
          change(context, false, "auto-refresh-cache.caches.job-sync.tps=fast");
          change(context, false, "auto-refresh-cache.caches.job-sync.tps=8");
          assertThat(jobs(context).settings().tps()).isEqualTo(8);
          assertThat(jobs(context).settings().resyncPeriod()).hasMinutes(1);
        });
    assertThat(output)
        .contains(
            "are invalid and have not been applied", "auto-refresh-cache.caches.job-sync.tps");
  }

  @Test
  void rateOfAnUnlimitedCacheWaitsForTheNextStart(CapturedOutput output) {
    runner
        .withPropertyValues("auto-refresh-cache.caches.pods.unlimited=true")
        .run(
            context -> {
              change(
                  context,
                  false,
                  "auto-refresh-cache.caches.pods.unlimited=false",
                  "auto-refresh-cache.caches.job-sync.tps=9");
              assertThat(pods(context).settings().isUnlimited()).isTrue();
              assertThat(jobs(context).settings().tps()).isEqualTo(9);
            });
    assertThat(output).contains("\"pods\" can't be retuned");
  }

  /** Nobody believes that a change applies that does not. */
  @Test
  void whatWaitsForTheNextStartIsSaid(CapturedOutput output) {
    runner.run(
        context -> {
          change(
              context,
              false,
              "auto-refresh-cache.caches.job-sync.parallelism=3",
              "auto-refresh-cache.caches.job-sync.cadence.type=learned",
              "auto-refresh-cache.caches.job-sync.resync-period=1m");
          assertThat(jobs(context).settings().resyncPeriod()).hasMinutes(1);
          assertThat(jobs(context).settings().parallelism()).isEqualTo(64);
        });
    assertThat(output)
        .containsOnlyOnce("apply when the application starts again")
        .contains("\"job-sync\": of its changed")
        .contains("starts again: parallelism, cadence.type");
  }

  @Test
  void everyPropertyOfACacheIsRetunedOrSaidToWait() {
    Set<String> retuned = Set.of("tps", "burst", "resync-period", "unlimited", "auto-startup");
    assertThat(StartProperties.names())
        .doesNotContainAnyElementsOf(retuned)
        .containsAll(
            KnownProperties.PER_CACHE.stream().filter(name -> !retuned.contains(name)).toList());
  }

  @Test
  void unknownNamesAreWarnedOfOnce(CapturedOutput output) {
    runner.run(
        context -> {
          change(context, false, "auto-refresh-cache.caches.job-sync.resynk=3s");
          change(context, false, "auto-refresh-cache.caches.job-sink.tps=9");
        });
    assertThat(output)
        .containsOnlyOnce("There is no property 'auto-refresh-cache.caches.job-sync.resynk'")
        .containsOnlyOnce("job-sink (did you mean 'job-sync'?)");
  }

  @Test
  void closedCacheIsLeftAlone() {
    runner.run(
        context -> {
          jobs(context).close();
          change(
              context,
              false,
              "auto-refresh-cache.resync-period=1m",
              "auto-refresh-cache.caches.job-sync.tps=9");
          assertThat(pods(context).settings().resyncPeriod()).hasMinutes(1);
        });
  }

  private static void change(
      AssertableApplicationContext context, boolean plainObject, String... properties) {
    ConfigurableApplicationContext source =
        context.getSourceApplicationContext(ConfigurableApplicationContext.class);
    TestPropertyValues.of(properties).applyTo(source);
    if (plainObject) {
      source.publishEvent(new Plain.EnvironmentChangeEvent());
    } else {
      source.publishEvent(new EnvironmentChangeEvent(source));
    }
  }

  /** Like that of Spring Cloud. */
  static class EnvironmentChangeEvent extends ApplicationEvent {
    private static final long serialVersionUID = 1L;

    EnvironmentChangeEvent(Object source) {
      super(source);
    }
  }

  static class Plain {
    record EnvironmentChangeEvent() {}
  }

  private static AutoRefreshCache<?> jobs(AssertableApplicationContext context) {
    return context.getBean("job-sync", AutoRefreshCache.class);
  }

  private static AutoRefreshCache<?> pods(AssertableApplicationContext context) {
    return context.getBean("pods-cache", AutoRefreshCache.class);
  }

  private static AutoRefreshCache<?> own(AssertableApplicationContext context) {
    return context.getBean("own", AutoRefreshCache.class);
  }

  @Configuration(proxyBeanMethods = false)
  static class OtherCaches {
    @Bean
    CacheSyncItem<Pod> pods() {
      return pod -> pod;
    }

    @Bean
    AutoRefreshCache<SyncBeans.Tracked<Job>> own() {
      return AutoRefreshCacheBuilder.named("own").build(job -> job);
    }
  }
}
