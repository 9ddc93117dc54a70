package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobBatch;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobSync;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.NamesakeCaches;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.UnresolvableSyncs;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What people read who have made one of the usual mistakes: never a stack trace. */
@ExtendWith(OutputCaptureExtension.class)
class StartupFailureReportTest {

  @Test
  void badSettingIsReportedWithPropertyValueAndRule(CapturedOutput output) {
    failToRun("--auto-refresh-cache.tps=-1", JobSync.class);
    assertReport(
        output,
        "Invalid value '-1' for configuration property 'auto-refresh-cache.tps'",
        "tps must be a number from");
  }

  @Test
  void zeroIsReportedWithWhatSyncsNothing(CapturedOutput output) {
    failToRun("--auto-refresh-cache.tps=0", JobSync.class);
    assertReport(
        output,
        "Invalid value '0' for configuration property 'auto-refresh-cache.tps'",
        "from 0.000001 to 1000000000",
        "pause the cache",
        "'auto-startup: false'");
    failToRun("--auto-refresh-cache.resync-period=0s", JobSync.class);
    assertReport(output, "'0s'", "at most 3650 days");
  }

  @Test
  void unknownWordIsReportedWithThoseThatExist(CapturedOutput output) {
    failToRun("--auto-refresh-cache.caches.job-sync.first-sync=later", JobSync.class);
    assertReport(
        output,
        "Property: auto-refresh-cache.caches.job-sync.first-sync",
        "Value: \"later\"",
        "The following values are valid:",
        "NOW",
        "SCHEDULED");
  }

  @Test
  void propertiesOfNobodyAreReportedWithTheCachesThatExist(CapturedOutput output) {
    failToRun("--auto-refresh-cache.caches.nobody.tps=1", JobSync.class);
    assertReport(output, "caches that do not exist: nobody. Caches that exist: job-sync.");
  }

  @Test
  void twoSyncBeansOfOneTypeAreReported(CapturedOutput output) {
    failToRun("--a=b", JobSync.class, JobBatch.class);
    assertReport(output, "'jobSync'", "'jobBatch'", "Keep one of these beans");
  }

  @Test
  void itemTypeThatCannotBeToldIsReported(CapturedOutput output) {
    failToRun("--a=b", UnresolvableSyncs.class);
    assertReport(
        output, "cannot be determined from the declaration of 'raw'", "Declare the item type");
  }

  @Test
  void nameThatIsTakenIsReported(CapturedOutput output) {
    failToRun("--a=b", NamesakeCaches.class);
    assertReport(output, "cannot have the name 'jobs'", "Give each cache a name of its own");
  }

  @Test
  void limiterThatDoesNotExistIsReportedWithThoseThatDo(CapturedOutput output) {
    failToRun(
        "--auto-refresh-cache.caches.job-sync.rate-limiter=bakcend", JobSync.class, Limiters.class);
    assertReport(
        output,
        "Invalid value 'bakcend' for configuration property"
            + " 'auto-refresh-cache.caches.job-sync.rate-limiter'",
        "Rate limiters that exist: backend.");
  }

  @Test
  void limiterWithoutARegistryIsReported(CapturedOutput output) {
    failToRun("--auto-refresh-cache.rate-limiter=backend", JobSync.class);
    assertReport(output, "'auto-refresh-cache.rate-limiter'", "no RateLimiterRegistry bean");
  }

  private static void failToRun(String argument, Class<?>... sources) {
    assertThatThrownBy(
        () ->
            new SpringApplicationBuilder(App.class)
                .sources(sources)
                .web(WebApplicationType.NONE)
                .run("--spring.main.banner-mode=off", argument)
                .close());
  }

  private static void assertReport(CapturedOutput output, String... parts) {
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains(List.of(parts))
        .doesNotContain("\tat io.github.autorefresh");
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(AutoRefreshCacheAutoConfiguration.class)
  static class App {}

  @Configuration(proxyBeanMethods = false)
  static class Limiters {
    @Bean
    RateLimiterRegistry limiters() {
      RateLimiterRegistry registry = RateLimiterRegistry.ofDefaults();
      registry.rateLimiter("backend");
      return registry;
    }
  }
}
