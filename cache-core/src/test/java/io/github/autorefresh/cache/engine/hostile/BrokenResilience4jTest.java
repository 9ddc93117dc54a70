package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.limit.Resilience4jRateLimiter;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Resilience4j limiter that calls consumers of events, which throw. */
class BrokenResilience4jTest {

  private static final int ITEMS = 50;
  private static final int ROUNDS = 5;

  private final AtomicInteger events = new AtomicInteger();
  private AutoRefreshCache<Job> cache;

  @AfterEach
  void close() {
    cache.close();
  }

  private void throwAtEverySeventhEvent(RateLimiter limiter, Thrown thrown) {
    limiter
        .getEventPublisher()
        .onEvent(
            event -> {
              if (events.incrementAndGet() % 7 == 0) {
                throw thrown.raise();
              }
            });
  }

  private void assertEveryItemIsSyncedAgainAndAgain(RateLimiter limiter) {
    cache =
        AutoRefreshCacheBuilder.named("jobs")
            .rateLimiter(Resilience4jRateLimiter.of(limiter))
            .resyncPeriod(Duration.ofMillis(20))
            .build(Job::next);
    for (int i = 0; i < ITEMS; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    cache.start();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> cache.entries().allMatch(entry -> entry.item().version() >= ROUNDS));
    assertThat(events.get()).as("events").isGreaterThan(7);
    assertThat(cache.stats().failed()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"UNCHECKED", "CHECKED", "LINKAGE", "MESSAGE_THROWS"})
  void consumersOfTheApplicationsLimiterMayThrow(Thrown thrown) {
    RateLimiter limiter =
        RateLimiter.of(
            "shared",
            RateLimiterConfig.custom()
                .limitForPeriod(20)
                .limitRefreshPeriod(Duration.ofMillis(10))
                .timeoutDuration(Duration.ofMillis(50))
                .build());
    throwAtEverySeventhEvent(limiter, thrown);
    assertEveryItemIsSyncedAgainAndAgain(limiter);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNCHECKED", "CHECKED", "LINKAGE", "MESSAGE_THROWS"})
  void consumersOfATokenBucketMayThrow(Thrown thrown) {
    RateLimiter limiter = TokenBucketRateLimiter.of("shared", 2000, 20).asResilience4j();
    throwAtEverySeventhEvent(limiter, thrown);
    assertEveryItemIsSyncedAgainAndAgain(limiter);
  }
}
