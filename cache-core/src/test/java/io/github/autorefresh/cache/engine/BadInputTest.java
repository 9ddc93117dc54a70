package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheClosedException;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.Reconfigurable;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BadInputTest {

  private final AutoRefreshCacheBuilder builder = new SteppedTime().cache("jobs");
  private final AutoRefreshCache<Job> cache = builder.build((Job job) -> job.next());

  private static void assertNamed(String argument, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining(argument);
  }

  private static void assertRefused(String setting, String value, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(setting)
        .hasMessageContaining("must")
        .hasMessageContaining(value);
  }

  @Test
  void nullsAreNamed() {
    assertNamed("id", () -> cache.get(null));
    assertNamed("id", () -> cache.delete(null));
    assertNamed("id", () -> cache.entry(null));
    assertNamed("id", () -> cache.getOrCreate(null, Job::of));
    assertNamed("creator", () -> cache.getOrCreate("a", null));
    assertNamed("item", () -> cache.getOrCreate(null));
    assertNamed("id", () -> assertThat(cache.refresh(null)).isNull());
    assertNamed("id", () -> assertThat(cache.await(null, job -> true)).isNull());
    assertNamed("condition", () -> assertThat(cache.await("a", null)).isNull());
    assertNamed("listener", () -> cache.addListener(null));
    assertNamed("sync", () -> builder.build(null));
    assertNamed("name", () -> AutoRefreshCacheBuilder.named(null));
  }

  @Test
  void illegalItemsAreRefused() {
    assertThatThrownBy(() -> cache.getOrCreate(Job.of(null)))
        .isInstanceOf(IllegalArgumentException.class);
    assertRefused(
        "resyncPeriod", "PT0S", () -> cache.getOrCreate(Job.of("a").every(Duration.ZERO)));
    assertThat(cache.size()).isZero();
  }

  @Test
  void illegalSettingsAreRefused() {
    assertRefused("name", "\" \"", () -> AutoRefreshCacheBuilder.named(" "));
    for (double tps : new double[] {0, -1, Double.NaN, Double.NEGATIVE_INFINITY, 1e12, 1e-12}) {
      assertRefused("tps", String.valueOf(tps), () -> builder.rateLimit(tps, 1));
    }
    assertRefused("burst", "0", () -> builder.rateLimit(1, 0));
    assertRefused("burst", "-1", () -> builder.rateLimit(1, -1));
    assertRefused("parallelism", "0", () -> builder.parallelism(0));
    assertRefused("handlerParallelism", "0", () -> builder.handlerParallelism(0));
    assertRefused("handlerRetention", "PT0S", () -> builder.handlerRetention(Duration.ZERO));
    assertRefused("parallelism", "2147483647", () -> builder.parallelism(Integer.MAX_VALUE));
    assertRefused("resyncPeriod", "PT0S", () -> builder.resyncPeriod(Duration.ZERO));
    assertRefused("resyncPeriod", "PT-1S", () -> builder.resyncPeriod(Duration.ofSeconds(-1)));
    assertRefused(
        "resyncPeriod", "PT", () -> builder.resyncPeriod(Duration.ofSeconds(Long.MAX_VALUE)));
    assertRefused("syncTimeout", "PT0S", () -> builder.syncTimeout(Duration.ZERO));
    assertRefused(
        "backoffMax", "PT1S", () -> builder.backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    assertRefused("jitter", "NaN", () -> builder.jitter(Double.NaN));
    assertRefused("jitter", "1.0", () -> builder.jitter(1));
    assertRefused("jitter", "-0.1", () -> builder.jitter(-0.1));
    assertRefused("maxSize", "0", () -> builder.maxSize(0));
    assertRefused(
        "terminalRetention", "PT-1S", () -> builder.terminalRetention(Duration.ofSeconds(-1)));
    assertRefused(
        "shutdownTimeout", "PT-1S", () -> builder.shutdownTimeout(Duration.ofSeconds(-1)));
  }

  @Test
  void retuneChangesTheRateAndThePeriodAndNothingElse() {
    assertRefused("jitter", "0.5", () -> cache.retune(settings -> settings.withJitter(0.5)));
    assertRefused("tps", "NaN", () -> cache.retune(settings -> settings.withTps(Double.NaN)));
    assertThat(cache.settings().tps()).isEqualTo(100);
    cache.retune(settings -> settings.withResyncPeriod(Duration.ofSeconds(5)));
    assertThat(cache.settings().resyncPeriod()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void closedCacheReadsAndDeletesAndDoesNothingElse() {
    cache.getOrCreate(Job.of("a"));
    cache.getOrCreate(Job.of("b"));
    var pending = cache.refresh("a");
    var waiting = cache.await("a", job -> job.version() > 5);
    cache.close();
    cache.close();
    assertThat(pending).isCompletedExceptionally();
    assertThat(waiting).isCompletedExceptionally();
    assertThat(cache.get("a")).isNotNull();
    assertThat(cache.delete("b")).isTrue();
    for (ThrowingCallable call :
        new ThrowingCallable[] {
          cache::start,
          () -> cache.getOrCreate(Job.of("c")),
          () -> cache.getOrCreate("c", Job::of),
          () -> cache.retune(settings -> settings),
          cache::resetSettings,
          () -> ((Reconfigurable) cache).reconfigure(settings -> settings),
          () -> assertThat(cache.refresh("a")).isNull(),
          () -> assertThat(cache.await("a", job -> true)).isNull()
        }) {
      assertThatThrownBy(call).isInstanceOf(CacheClosedException.class);
    }
  }

  @Test
  void limiterWithoutALimitIsTaken() {
    AutoRefreshCache<Job> jobs =
        AutoRefreshCacheBuilder.named("jobs")
            .rateLimiter(TokenBucketRateLimiter.unlimited())
            .build(Job::next);
    assertThat(jobs.settings().isUnlimited()).isTrue();
    assertNamed("limiter", () -> AutoRefreshCacheBuilder.named("jobs").rateLimiter(null));
  }

  @Test
  void settingsAfterALimiterKeepItsRate() {
    RateLimiter shared = TokenBucketRateLimiter.of("shared", 7, 3);
    AutoRefreshCache<Job> jobs =
        AutoRefreshCacheBuilder.named("jobs")
            .rateLimiter(shared)
            .settings(CacheSettings.defaults().withTps(1000).withBurst(100))
            .build(Job::next);
    jobs.retune(settings -> settings.withTps(9));
    jobs.resetSettings();
    assertThat(shared.tps()).isEqualTo(7);
    assertThat(shared.burst()).isEqualTo(3);
  }
}
