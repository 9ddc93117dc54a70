package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobSync;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.OwnPodCache;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.PodSync;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** No property of ours is ignored without a word. */
@ExtendWith(OutputCaptureExtension.class)
class PropertyNamesTest {

  private final ApplicationContextRunner runner = starter().withUserConfiguration(JobSync.class);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resyncperiod-typo | Did you mean 'resync-period'?",
        "resynk-period | Did you mean 'resync-period'?",
        "backoff.initail | Did you mean 'backoff.initial'?",
        "parallel | Did you mean 'parallelism'?",
        "xyz | There is no property 'auto-refresh-cache.xyz'",
        "caches.job-sync.resynk | Did you mean 'resync-period'?",
        "caches.jobSync.bust | Did you mean 'burst'?",
        "caches.job-sync.shutdown-timeout | all caches only, as 'auto-refresh-cache.shutdown-timeout'",
        "caches.job-sink.tps | job-sink (did you mean 'job-sync'?)",
        "caches.zzz.tps | caches that do not exist: zzz. Caches that exist: job-sync.",
      })
  void unknownNameIsRefusedWithTheNearestRightOne(String name, String message) {
    runner
        .withPropertyValues("auto-refresh-cache." + name + "=5")
        .run(context -> assertThat(context).getFailure().hasMessageContaining(message));
  }

  @Test
  void nameOfTheBeanIsAnsweredWithThatOfItsCache() {
    starter()
        .withUserConfiguration(PodSync.class)
        .withPropertyValues("auto-refresh-cache.caches.pods-cache.tps=5")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasMessageContaining("pods-cache (did you mean 'pods'?)"));
  }

  @Test
  void propertiesOfACacheThatTheApplicationHasMadeItselfAreWarnedOf(CapturedOutput output) {
    starter()
        .withUserConfiguration(OwnPodCache.class)
        .withPropertyValues(
            "auto-refresh-cache.caches.ownPods.tps=5",
            "auto-refresh-cache.caches.own-pods.auto-startup=false")
        .run(context -> assertThat(context.getBean(AutoRefreshCache.class).isRunning()).isFalse());
    assertThat(output)
        .contains("Properties under auto-refresh-cache.caches.own-pods are not used: tps.")
        .doesNotContain("startup.");
  }

  @Test
  void unknownNamesAreWarnedOf(CapturedOutput output) {
    runner
        .withPropertyValues(
            "auto-refresh-cache.unknown-names=warn",
            "auto-refresh-cache.tsp=5",
            "auto-refresh-cache.caches.job-sink.tps=5")
        .run(context -> assertThat(context).hasNotFailed());
    assertThat(output).contains("'auto-refresh-cache.tsp'", "'tps'", "job-sink", "'job-sync'");
  }

  @Test
  void unknownNamesAreIgnored(CapturedOutput output) {
    environment(Map.of("AUTO_REFRESH_CACHE_TSP", "5"))
        .withPropertyValues(
            "auto-refresh-cache.unknown-names=ignore",
            "auto-refresh-cache.tsp=5",
            "auto-refresh-cache.caches.job-sink.tps=5")
        .run(context -> assertThat(context).hasNotFailed());
    assertThat(output).doesNotContain("tsp", "TSP", "job-sink");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AUTO_REFRESH_CACHE_CACHES_JOB_SYNC_TPS",
        "AUTOREFRESHCACHE_CACHES_JOBSYNC_TPS",
        "AUTO_REFRESH_CACHE_TPS",
        "AUTOREFRESHCACHE_TPS"
      })
  void environmentVariableOfEitherFormApplies(String variable, CapturedOutput output) {
    environment(Map.of(variable, "5"))
        .run(
            context ->
                assertThat(context.getBean(AutoRefreshCache.class).settings().tps()).isEqualTo(5));
    assertThat(output).doesNotContain("Environment variable " + variable);
  }

  @Test
  void nestedPropertyOfACacheIsSetByAnEnvironmentVariable() {
    environment(Map.of("AUTO_REFRESH_CACHE_CACHES_JOB_SYNC_BACKOFF_INITIAL", "3s"))
        .run(
            context ->
                assertThat(context.getBean(AutoRefreshCache.class).settings().backoffInitial())
                    .hasSeconds(3));
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO_REFRESH_CACHE_CACHES_JOBSYNC_TPS, AUTO_REFRESH_CACHE_CACHES_JOB_SYNC_TPS",
    "AUTO_REFRESH_CACHE_CACHES_JOB_SYNC_RESYNC, AUTO_REFRESH_CACHE_CACHES_JOB_SYNC_RESYNC_PERIOD",
    "AUTO_REFRESH_CACHE_RESYNCPERIOD, AUTO_REFRESH_CACHE_RESYNC_PERIOD",
    "AUTOREFRESHCACHE_CACHES_JOBSINK_TPS, AUTO_REFRESH_CACHE_CACHES_JOB_SYNC_TPS",
  })
  void environmentVariableThatSetsNothingIsWarnedOf(
      String variable, String right, CapturedOutput output) {
    environment(Map.of(variable, "5")).run(context -> assertThat(context).hasNotFailed());
    assertThat(output)
        .contains("Environment variable " + variable + " is not read: no property has that name")
        .contains("Did you mean '" + right + "'?");
  }

  @Test
  void variablesOfAServiceOfOurNameAreIgnored(CapturedOutput output) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("AUTO_REFRESH_CACHE_SERVICE_HOST", "10.0.0.1");
    variables.put("AUTO_REFRESH_CACHE_SERVICE_PORT", "80");
    variables.put("AUTO_REFRESH_CACHE_SERVICE_PORT_HTTP", "80");
    variables.put("AUTO_REFRESH_CACHE_PORT", "tcp://10.0.0.1:80");
    variables.put("AUTO_REFRESH_CACHE_PORT_80_TCP_ADDR", "10.0.0.1");
    environment(variables).run(context -> assertThat(context).hasNotFailed());
    assertThat(output).doesNotContain(variables.keySet());
  }

  @Test
  void shortDurationWithoutAUnitIsWarnedOfOnce(CapturedOutput output) {
    runner
        .withPropertyValues(
            "auto-refresh-cache.resync-period=5",
            "auto-refresh-cache.sync-timeout=20ms",
            "auto-refresh-cache.terminal-retention=60000",
            "auto-refresh-cache.caches.job-sync.backoff.initial=${number:30}")
        .run(context -> assertThat(context).hasNotFailed());
    assertThat(output.getAll().split("without a unit", -1)).as(output.getAll()).hasSize(3);
    assertThat(output)
        .contains("auto-refresh-cache.resync-period is 5 without a unit, which means 5 ms")
        .contains("caches.job-sync.backoff.initial is 30 without a unit, which means 30 ms");
  }

  private ApplicationContextRunner environment(Map<String, Object> variables) {
    return runner.withInitializer(
        context ->
            context
                .getEnvironment()
                .getPropertySources()
                .addFirst(
                    new SystemEnvironmentPropertySource("test-systemEnvironment", variables)));
  }
}
