package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ByHand;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.TimeSource;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An external system that wants to be left alone is left alone by the whole cache. */
class HoldTest {

  private static final Duration PERIOD = Duration.ofSeconds(30);
  private static final Duration HOLD = Duration.ofSeconds(5);

  private final SteppedTime hand = new SteppedTime();
  private final List<String> calls = new ArrayList<>();
  private final List<Outcome> heard = new ArrayList<>();

  /** What the next call is told, or null. */
  private @Nullable Duration retryAfter;

  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs")
          .resyncPeriod(PERIOD)
          .observer((name, outcome, nanos) -> heard.add(outcome))
          .build(this::sync);

  private Job sync(Job job) {
    calls.add(job.id());
    Duration told = retryAfter;
    if (told != null) {
      retryAfter = null;
      throw new RetryAfterException(told);
    }
    return job.next();
  }

  private void create(AutoRefreshCache<Job> into, int items) {
    for (int i = 0; i < items; i++) {
      into.getOrCreate(Job.of("job-" + i));
    }
  }

  @Test
  void noCallBeginsBeforeTheTimeHasPassedAndTheItemThatWasToldGoesFirst() {
    for (int i = 0; i < 5; i++) {
      cache.getOrCreate(Job.of("job-" + i));
      hand.pass(Duration.ofMillis(10));
    }
    cache.start();
    retryAfter = HOLD;
    hand.turn();
    assertThat(calls).containsExactly("job-0");
    Instant until = hand.instant().plus(HOLD);
    assertThat(cache.stats().heldUntil()).isEqualTo(until);
    hand.advance(HOLD.minusNanos(1));
    assertThat(calls).hasSize(1);
    hand.advance(Duration.ofNanos(1));
    assertThat(calls).startsWith("job-0", "job-0", "job-1");
    assertThat(cache.stats().heldUntil()).isNull();
  }

  @Test
  void itIsNoFailureOfTheItem() {
    List<String> told = new ArrayList<>();
    cache.addListener(
        new CacheListener<>() {
          @Override
          public void onSyncFailed(Job item, Throwable error) {
            told.add("failed");
          }

          @Override
          public void onUpdated(Job previous, Job current) {
            told.add("updated");
          }
        });
    cache.start();
    create(cache, 1);
    retryAfter = HOLD;
    hand.turn();
    CacheEntry<Job> entry = cache.entry("job-0");
    assertThat(entry.consecutiveFailures()).isZero();
    assertThat(entry.lastError()).isNull();
    assertThat(entry.lastSyncedAt()).isNull();
    assertThat(cache.stats().deferred()).isEqualTo(1);
    assertThat(cache.stats().failed()).isZero();
    assertThat(cache.stats().failing()).isZero();
    assertThat(heard).containsExactly(Outcome.DEFERRED);
    assertThat(told).isEmpty();
    hand.advance(HOLD);
    assertThat(heard).containsExactly(Outcome.DEFERRED, Outcome.UPDATED);
    assertThat(told).containsExactly("updated");
  }

  @Test
  void lastErrorStaysWhatItWas() {
    AutoRefreshCache<Job> failing =
        hand.cache("failing")
            .resyncPeriod(PERIOD)
            .build(
                job -> {
                  throw hand.elapsed().isZero()
                      ? new IllegalStateException("down")
                      : new RetryAfterException(HOLD);
                });
    failing.start();
    create(failing, 1);
    hand.turn();
    hand.advance(Duration.ofSeconds(1));
    assertThat(failing.stats().deferred()).isEqualTo(1);
    assertThat(failing.entry("job-0").lastError()).hasMessage("down");
    assertThat(failing.entry("job-0").consecutiveFailures()).isEqualTo(1);
  }

  @Test
  void pendingRefreshIsServedByTheNextSync() {
    cache.start();
    create(cache, 1);
    hand.turn();
    CompletableFuture<Job> refreshed = cache.refresh("job-0");
    retryAfter = HOLD;
    hand.turn();
    assertThat(refreshed).isNotDone();
    hand.advance(HOLD);
    assertThat(refreshed).isCompletedWithValue(cache.get("job-0"));
    assertThat(calls).hasSize(3);
  }

  @Test
  void callThatWasUnderWayCannotShortenAHold() {
    AutoRefreshCache<Job> batched =
        hand.cache("batched")
            .buildBatched(
                10,
                batch -> {
                  calls.add("call");
                  throw new RetryAfterException(
                      calls.size() == 1 ? HOLD : Duration.ofMillis(calls.size()));
                });
    batched.start();
    create(batched, 1);
    hand.turn();
    hand.advance(HOLD.minusNanos(1));
    assertThat(calls).hasSize(1);
  }

  @Test
  void endlessHoldLastsAnHour() {
    cache.start();
    create(cache, 1);
    retryAfter = Duration.ofSeconds(Long.MAX_VALUE);
    hand.turn();
    hand.advance(Duration.ofHours(1).minusNanos(1));
    assertThat(calls).hasSize(1);
    hand.advance(Duration.ofNanos(1));
    assertThat(calls).hasSize(2);
  }

  @Test
  void holdOutlastsAStopAndAStart() {
    cache.start();
    create(cache, 3);
    retryAfter = HOLD;
    hand.turn();
    cache.stop();
    hand.advance(Duration.ofSeconds(2));
    cache.start();
    hand.advance(Duration.ofMillis(2999));
    assertThat(calls).hasSize(1);
    hand.advance(Duration.ofMillis(1));
    assertThat(calls.size()).isGreaterThan(1);
  }

  @Test
  void resumeEndsAHold() {
    cache.start();
    create(cache, 3);
    retryAfter = Duration.ofHours(1);
    hand.turn();
    cache.resume();
    assertThat(cache.stats().heldUntil()).isNull();
    hand.advance(Duration.ofSeconds(1));
    assertThat(calls.size()).isGreaterThan(1);
  }

  @Test
  void pauseAndResumeTooEndAHoldButPauseAloneDoesNot() {
    cache.start();
    create(cache, 3);
    retryAfter = HOLD;
    hand.turn();
    cache.pause();
    assertThat(cache.stats().heldUntil()).isNotNull();
    cache.resume();
    assertThat(cache.stats().heldUntil()).isNull();
  }

  @Test
  void retuneNeitherEndsNorShortensAHoldAndKeepsTheShare() {
    cache.start();
    create(cache, 30_000);
    hand.advance(Duration.ofSeconds(10));
    retryAfter = HOLD;
    hand.advance(Duration.ofMillis(10));
    assertThat(cache.stats().permittedTps()).isEqualTo(50, within(2.0));
    int before = calls.size();
    cache.retune(settings -> settings.withTps(1000));
    hand.advance(HOLD.minusMillis(10));
    assertThat(calls).hasSize(before);
    assertThat(cache.stats().permittedTps()).isEqualTo(500, within(20.0));
    cache.retune(settings -> settings.withTps(10));
    assertThat(cache.stats().permittedTps()).isEqualTo(5, within(0.2));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 5})
  void rateComesBackFromHalf(long seconds) {
    cache.start();
    create(cache, 30_000);
    hand.advance(Duration.ofSeconds(10));
    retryAfter = Duration.ofSeconds(seconds);
    hand.advance(Duration.ofMillis(10));
    hand.advance(Duration.ofSeconds(seconds).minusMillis(10 * Math.min(1, seconds)));
    int before = calls.size();
    hand.advance(Duration.ofSeconds(1));
    assertThat(calls.size() - before).isBetween(57, 61);
    hand.advance(Duration.ofSeconds(1));
    assertThat(calls.size() - before).isBetween(134, 141);
    assertThat(cache.stats().permittedTps()).isEqualTo(90, within(3.0));
    hand.advance(Duration.ofMinutes(3));
    assertThat(cache.stats().permittedTps()).isEqualTo(100);
  }

  /** Each of some hundred holds halved it. */
  @Test
  void rateIsBackInMinutesHoweverLowItWas() {
    AutoRefreshCache<Job> flapping =
        hand.cache("flapping")
            .resyncPeriod(PERIOD)
            .build(
                job -> {
                  if (hand.elapsed().toMinutes() < 10 && hand.elapsed().toSeconds() % 2 == 1) {
                    throw new RetryAfterException(Duration.ofMillis(100));
                  }
                  return job.next();
                });
    flapping.start();
    create(flapping, 1_000);
    hand.advance(Duration.ofMinutes(10));
    assertThat(flapping.stats().permittedTps()).isLessThan(2);
    hand.advance(Duration.ofMinutes(20));
    assertThat(flapping.stats().permittedTps()).isEqualTo(100);
    assertThat(flapping.stats().overdue()).isZero();
  }

  @Test
  void stretchIsToldAtOnceByTheRateThatIsLeftAfterAHold() {
    AutoRefreshCache<Job> unlimited =
        hand.cache("unlimited").unlimited().resyncPeriod(PERIOD).build(this::sync);
    unlimited.start();
    create(unlimited, 3000);
    hand.advance(PERIOD.multipliedBy(2));
    assertThat(unlimited.stats().stretch()).isEqualTo(1);
    retryAfter = HOLD;
    hand.advance(Duration.ofMillis(20));
    assertThat(unlimited.stats().stretch()).as("in the hold").isEqualTo(1);
    hand.advance(HOLD);
    double left = 100 / unlimited.stats().permittedTps();
    assertThat(left).isBetween(1.8, 2.2);
    assertThat(unlimited.stats().stretch()).isEqualTo(left, within(0.01));
    hand.advance(Duration.ofMinutes(10));
    assertThat(unlimited.stats().stretch()).isEqualTo(1, within(0.01));
  }

  @Test
  void unlimitedCacheIsHeldAndSlowedDownToo() {
    AutoRefreshCache<Job> unlimited =
        hand.cache("unlimited").unlimited().resyncPeriod(PERIOD).build(this::sync);
    unlimited.start();
    create(unlimited, 3000);
    hand.advance(PERIOD.multipliedBy(2));
    assertThat(unlimited.stats().permittedTps()).isInfinite();
    retryAfter = HOLD;
    hand.advance(Duration.ofMillis(20));
    assertThat(unlimited.stats().permittedTps()).isEqualTo(50, within(3.0));
    int before = calls.size();
    hand.advance(HOLD.minusMillis(20));
    assertThat(calls).hasSize(before);
    hand.advance(Duration.ofSeconds(1));
    assertThat(calls.size() - before).isBetween(55, 65);
    hand.advance(Duration.ofMinutes(10));
    assertThat(unlimited.stats().permittedTps()).isInfinite();
  }

  @Test
  void claimOfSeveralItemsIsGivenUpInTheMiddle() {
    AutoRefreshCache<Job> unlimited =
        hand.cache("unlimited")
            .unlimited()
            .resyncPeriod(PERIOD)
            .build(
                job -> {
                  if (calls.size() == 500) {
                    retryAfter = HOLD;
                  }
                  return sync(job);
                });
    unlimited.start();
    create(unlimited, 1000);
    hand.turn();
    assertThat(calls).hasSize(501);
    hand.advance(HOLD.minusNanos(1));
    assertThat(calls).hasSize(501);
    hand.advance(Duration.ofMinutes(1));
    assertThat(calls).contains("job-999");
  }

  @Test
  void sharedLimiterIsLeftAlone() {
    RateLimiter shared = TokenBucketRateLimiter.of("shared", 100, 10, new ByHand(hand));
    AutoRefreshCache<Job> held =
        hand.cache("held").rateLimiter(shared).resyncPeriod(PERIOD).build(this::sync);
    held.start();
    create(held, 1000);
    retryAfter = Duration.ofMinutes(1);
    hand.turn();
    hand.advance(Duration.ofSeconds(10));
    assertThat(shared.available()).isEqualTo(10);
    assertThat(shared.tps()).isEqualTo(100);
  }

  @Test
  void wallClockThatJumpsDoesNotMatter() {
    ManualTime jumps = new ManualTime();
    TimeSource jumpy =
        new TimeSource() {
          @Override
          public long nanos() {
            return new ByHand(hand).nanos();
          }

          @Override
          public Instant instant() {
            return jumps.instant();
          }
        };
    AutoRefreshCache<Job> held =
        hand.cache("held").time(jumpy).resyncPeriod(PERIOD).build(this::sync);
    held.start();
    create(held, 1);
    retryAfter = HOLD;
    hand.turn();
    jumps.advance(Duration.ofDays(1));
    hand.advance(HOLD.minusNanos(1));
    assertThat(calls).hasSize(1);
    jumps.advance(Duration.ofDays(-2));
    assertThat(held.stats().heldUntil()).isAfter(jumps.instant());
    hand.advance(Duration.ofNanos(1));
    assertThat(calls).hasSize(2);
  }

  @Test
  void itemThatIsDeletedWhileItIsToldToWaitStaysAway() {
    AutoRefreshCache<Job> deleting =
        hand.cache("deleting")
            .build(
                job -> {
                  calls.add(job.id());
                  deleteFrom(job.id());
                  throw new RetryAfterException(HOLD);
                });
    this.deleting = deleting;
    deleting.start();
    create(deleting, 1);
    hand.turn();
    assertThat(deleting.get("job-0")).isNull();
    hand.advance(Duration.ofHours(1));
    assertThat(calls).hasSize(1);
  }

  private @Nullable AutoRefreshCache<Job> deleting;

  private void deleteFrom(String id) {
    if (deleting != null) {
      deleting.delete(id);
    }
  }
}
