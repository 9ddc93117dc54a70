package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobSync;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.internal.SemaphoreBasedRateLimiter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class SharedLimiterTest {

  /** Gives two permits, and the next ones when these tests are long over. */
  private static final RateLimiterConfig TWO_A_DAY =
      RateLimiterConfig.custom()
          .limitForPeriod(2)
          .limitRefreshPeriod(Duration.ofDays(1))
          .timeoutDuration(Duration.ZERO)
          .build();

  private final RateLimiterRegistry registry = RateLimiterRegistry.of(TWO_A_DAY);

  private final ApplicationContextRunner withoutRegistry =
      starter().withUserConfiguration(JobSync.class);

  private final ApplicationContextRunner runner =
      withoutRegistry.withBean(RateLimiterRegistry.class, () -> registry);

  SharedLimiterTest() {
    registry.rateLimiter("backend");
    registry.rateLimiter("other");
  }

  @Test
  void cacheAndApplicationStayUnderOneLimit() {
    runner
        .withPropertyValues("auto-refresh-cache.caches.job-sync.rate-limiter=backend")
        .run(
            context -> {
              AutoRefreshCache<Job> jobs = jobs(context);
              assertThat(registry.rateLimiter("backend").acquirePermission()).isTrue();
              jobs.getOrCreate(Job.of("j1"));
              assertThat(jobs.await("j1", job -> job.progress() == 1).get(30, TimeUnit.SECONDS))
                  .isNotNull();
              assertThat(registry.rateLimiter("backend").acquirePermission()).isFalse();
              assertThatThrownBy(() -> jobs.refresh("j1").get(50, TimeUnit.MILLISECONDS))
                  .isInstanceOf(TimeoutException.class);
            });
  }

  @Test
  void settingsShowTheRateOfTheLimiter() {
    runner
        .withPropertyValues("auto-refresh-cache.rate-limiter=backend")
        .run(
            context -> {
              assertThat(jobs(context).settings().tps()).isEqualTo(2.0 / 86_400);
              assertThat(jobs(context).settings().burst()).isEqualTo(2);
            });
  }

  @Test
  void rateIsNotForTheCacheToChange() {
    runner
        .withPropertyValues("auto-refresh-cache.rate-limiter=backend")
        .run(
            context -> {
              AutoRefreshCache<Job> jobs = jobs(context);
              assertThatThrownBy(() -> jobs.retune(settings -> settings.withTps(7)))
                  .isInstanceOf(UnsupportedOperationException.class)
                  .hasMessageContaining("'backend'")
                  .hasMessageContaining("can be changed by the application, not by the cache");
              assertThat(jobs.settings().burst()).isEqualTo(2);
              jobs.retune(settings -> settings.withResyncPeriod(Duration.ofSeconds(7)));
              assertThat(jobs.settings().resyncPeriod()).isEqualTo(Duration.ofSeconds(7));
            });
  }

  /** {@code shared} has the rate of the limiter, {@code none} none, others their own tps. */
  @ParameterizedTest
  @CsvSource({
    "rate-limiter=backend, , shared",
    "rate-limiter=backend, caches.job-sync.rate-limiter=other, shared",
    "rate-limiter=backend, caches.job-sync.tps=5, 5.0",
    "rate-limiter=backend, caches.job-sync.unlimited=true, none",
    "rate-limiter=backend, caches.job-sync.unlimited=false, shared",
    "rate-limiter=backend, unlimited=true, none",
    "tps=5, caches.job-sync.rate-limiter=backend, shared",
    "burst=5, caches.job-sync.rate-limiter=backend, shared",
    "unlimited=true, caches.job-sync.rate-limiter=backend, shared",
  })
  void nearestWordOnTheLimitHolds(String first, String second, String holds) {
    String[] properties = {
      "auto-refresh-cache." + first, "auto-refresh-cache." + (second == null ? "jitter=0" : second)
    };
    runner
        .withPropertyValues(properties)
        .run(
            context -> {
              double tps = jobs(context).settings().tps();
              switch (holds) {
                case "shared" -> assertThat(tps).isEqualTo(2.0 / 86_400);
                case "none" -> assertThat(jobs(context).settings().isUnlimited()).isTrue();
                default -> assertThat(tps).isEqualTo(Double.parseDouble(holds));
              }
            });
  }

  @Test
  void customizerHasTheLastWordOnTheLimit() {
    AutoRefreshCacheBuilderCustomizer customizer = (name, builder) -> builder.rateLimit(7, 8);
    runner
        .withBean(AutoRefreshCacheBuilderCustomizer.class, () -> customizer)
        .withPropertyValues("auto-refresh-cache.rate-limiter=backend")
        .run(
            context -> {
              assertThat(jobs(context).settings().tps()).isEqualTo(7);
              jobs(context).retune(settings -> settings.withTps(9));
            });
  }

  @ParameterizedTest
  @CsvSource({
    "rate-limiter=backend, tps=5, auto-refresh-cache.tps",
    "rate-limiter=backend, burst=5, auto-refresh-cache.burst",
    "caches.job-sync.rate-limiter=backend, caches.job-sync.tps=5, caches.job-sync.tps",
    "rate-limiter=backend, caches.job-sync.burst=5, caches.job-sync.burst",
  })
  void rateBesideALimiterFailsTheStart(String first, String second, String refused) {
    runner
        .withPropertyValues("auto-refresh-cache." + first, "auto-refresh-cache." + second)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining(refused + " with value '5")
                    .hasStackTraceContaining("rate limiter 'backend'"));
  }

  @Test
  void unknownLimiterFailsTheStartNamingThoseThatExist() {
    runner
        .withPropertyValues("auto-refresh-cache.caches.job-sync.rate-limiter=bakcend")
        .run(
            context -> {
              assertThat(context.getStartupFailure())
                  .hasStackTraceContaining("caches.job-sync.rate-limiter with value 'bakcend'")
                  .hasStackTraceContaining("Rate limiters that exist: backend, other.");
              assertThat(registry.find("bakcend")).isEmpty();
            });
  }

  @Test
  void missingRegistryFailsTheStart() {
    withoutRegistry
        .withPropertyValues("auto-refresh-cache.rate-limiter=backend")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("auto-refresh-cache.rate-limiter with value 'backend'")
                    .hasStackTraceContaining("no RateLimiterRegistry bean"));
  }

  @Test
  void limiterThatCannotBeUsedFailsTheStart() {
    registry.replace("other", new SemaphoreBasedRateLimiter("other", TWO_A_DAY));
    runner
        .withPropertyValues("auto-refresh-cache.rate-limiter=other")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("auto-refresh-cache.rate-limiter with value 'other'")
                    .hasStackTraceContaining("must be able to reserve permits"));
  }

  @SuppressWarnings("unchecked")
  private static AutoRefreshCache<Job> jobs(
      org.springframework.context.ApplicationContext context) {
    return context.getBean(AutoRefreshCache.class);
  }
}
