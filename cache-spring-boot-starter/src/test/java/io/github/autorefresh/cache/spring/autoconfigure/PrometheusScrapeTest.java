package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobSync;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.OwnPodCache;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;

/** What a Prometheus server reads of two caches, one made by the starter and one built by hand. */
class PrometheusScrapeTest {

  @Test
  void seriesOfEveryCacheAreThese() {
    scrape(
        text -> {
          Set<String> series = series(text);
          assertThat(series)
              .containsExactlyInAnyOrderElementsOf(
                  Stream.of("job-sync", "own-pods")
                      .flatMap(PrometheusScrapeTest::seriesOf)
                      .collect(Collectors.toSet()));
        });
  }

  private static Stream<String> seriesOf(String cache) {
    return Stream.of(
            "cache_size{cache='%s'}",
            "cache_gets_total{cache='%s',result='hit'}",
            "cache_gets_total{cache='%s',result='miss'}",
            "cache_puts_total{cache='%s'}",
            "cache_evictions_total{cache='%s'}",
            "cache_sync_latency_seconds{cache='%s'}",
            "cache_sync_in_flight{cache='%s'}",
            "cache_sync_stuck{cache='%s'}",
            "cache_sync_overdue{cache='%s'}",
            "cache_sync_lag_seconds{cache='%s'}",
            "cache_sync_saturation{cache='%s'}",
            "cache_sync_stretch{cache='%s'}",
            "cache_sync_calls_saved{cache='%s'}",
            "cache_sync_permitted{cache='%s'}",
            "cache_sync_failing{cache='%s'}",
            "cache_sync_failing_longest_seconds{cache='%s'}",
            "cache_sync_outage_seconds{cache='%s'}",
            "cache_handler_pending{cache='%s'}",
            "cache_sync_seconds_count{cache='%s',outcome='updated'}",
            "cache_sync_seconds_count{cache='%s',outcome='unchanged'}",
            "cache_sync_seconds_count{cache='%s',outcome='deleted'}",
            "cache_sync_seconds_count{cache='%s',outcome='failed'}",
            "cache_sync_seconds_count{cache='%s',outcome='deferred'}",
            "cache_sync_seconds_sum{cache='%s',outcome='updated'}",
            "cache_sync_seconds_sum{cache='%s',outcome='unchanged'}",
            "cache_sync_seconds_sum{cache='%s',outcome='deleted'}",
            "cache_sync_seconds_sum{cache='%s',outcome='failed'}",
            "cache_sync_seconds_sum{cache='%s',outcome='deferred'}",
            "cache_sync_seconds_max{cache='%s',outcome='updated'}",
            "cache_sync_seconds_max{cache='%s',outcome='unchanged'}",
            "cache_sync_seconds_max{cache='%s',outcome='deleted'}",
            "cache_sync_seconds_max{cache='%s',outcome='failed'}",
            "cache_sync_seconds_max{cache='%s',outcome='deferred'}")
        .map(series -> series.formatted(cache).replace('\'', '"'));
  }

  @Test
  void typesAreThese() {
    scrape(
        text ->
            assertThat(text.lines().filter(line -> line.startsWith("# TYPE ")))
                .containsExactlyInAnyOrder(
                    "# TYPE cache_size gauge",
                    "# TYPE cache_gets_total counter",
                    "# TYPE cache_puts_total counter",
                    "# TYPE cache_evictions_total counter",
                    "# TYPE cache_sync_latency_seconds gauge",
                    "# TYPE cache_sync_in_flight gauge",
                    "# TYPE cache_sync_stuck gauge",
                    "# TYPE cache_sync_overdue gauge",
                    "# TYPE cache_sync_lag_seconds gauge",
                    "# TYPE cache_sync_saturation gauge",
                    "# TYPE cache_sync_stretch gauge",
                    "# TYPE cache_sync_calls_saved gauge",
                    "# TYPE cache_sync_permitted gauge",
                    "# TYPE cache_sync_failing gauge",
                    "# TYPE cache_sync_failing_longest_seconds gauge",
                    "# TYPE cache_sync_outage_seconds gauge",
                    "# TYPE cache_handler_pending gauge",
                    "# TYPE cache_sync_seconds summary",
                    "# TYPE cache_sync_seconds_max gauge"));
  }

  private static Set<String> series(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(0, line.indexOf('}') + 1))
        .collect(Collectors.toSet());
  }

  private static void scrape(Consumer<String> test) {
    starter()
        .withConfiguration(AutoConfigurations.of(AutoRefreshCacheMetricsAutoConfiguration.class))
        .withBean(
            PrometheusMeterRegistry.class,
            () -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
        .withUserConfiguration(JobSync.class, OwnPodCache.class)
        .run(context -> test.accept(context.getBean(PrometheusMeterRegistry.class).scrape()));
  }
}
