package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FailedSyncTest {

  private final SteppedTime hand = new SteppedTime();
  private final AtomicInteger calls = new AtomicInteger();
  private CacheSyncItem<Job> behaviour = Job::next;

  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs")
          .resyncPeriod(Duration.ofSeconds(30))
          .backoff(Duration.ofSeconds(1), Duration.ofSeconds(8))
          .outageDetection(false)
          .build(
              job -> {
                calls.incrementAndGet();
                return behaviour.sync(job);
              });

  private void startWith(CacheSyncItem<Job> behaviour) {
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    this.behaviour = behaviour;
    assertThat(cache.refresh("a")).isNotDone();
    hand.turn();
  }

  private void assertFailedBy(Class<? extends Throwable> error) {
    assertThat(cache.get("a").version()).isEqualTo(1);
    assertThat(cache.entry("a").consecutiveFailures()).isEqualTo(1);
    assertThat(cache.entry("a").lastError()).isInstanceOf(error);
    assertThat(cache.stats().failed()).isEqualTo(1);
    behaviour = Job::next;
    hand.advance(Duration.ofSeconds(1));
    assertThat(cache.get("a").version()).isEqualTo(2);
    assertThat(cache.entry("a").consecutiveFailures()).isZero();
    assertThat(cache.entry("a").lastError()).isNull();
  }

  @Test
  void exceptionKeepsTheLastGoodItem() {
    startWith(
        job -> {
          throw new IllegalStateException("down");
        });
    assertFailedBy(IllegalStateException.class);
  }

  @Test
  void errorKeepsTheLastGoodItemAndTheEngine() {
    startWith(
        job -> {
          throw new OutOfMemoryError("not really");
        });
    assertFailedBy(OutOfMemoryError.class);
  }

  @Test
  void endlessRecursionKeepsTheLastGoodItemAndTheEngine() {
    startWith(this::recurse);
    assertFailedBy(StackOverflowError.class);
  }

  @SuppressWarnings("InfiniteRecursion")
  private Job recurse(Job job) {
    return recurse(recurse(job));
  }

  @Test
  void anotherIdIsAFailure() {
    startWith(job -> Job.of("b"));
    assertFailedBy(IllegalStateException.class);
    assertThat(cache.get("b")).isNull();
  }

  @Test
  void newStateWithAnIllegalPeriodIsAFailure() {
    startWith(job -> job.next().every(Duration.ZERO));
    assertFailedBy(IllegalArgumentException.class);
  }

  @Test
  void nullRemovesTheItem() {
    List<RemovalCause> causes = new ArrayList<>();
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onRemoved(Job item, RemovalCause cause) {
            causes.add(cause);
          }
        });
    startWith(job -> null);
    assertThat(cache.get("a")).isNull();
    assertThat(cache.size()).isZero();
    assertThat(cache.stats().deleted()).isEqualTo(1);
    assertThat(causes).containsExactly(RemovalCause.GONE);
  }

  @Test
  void failingItemsAreCountedUntilTheyRecoverOrLeave() {
    cache.start();
    behaviour =
        job -> {
          throw new IllegalStateException("down");
        };
    List.of("recovers", "goes", "deleted", "stays").forEach(id -> cache.getOrCreate(Job.of(id)));
    hand.turn();
    hand.advance(Duration.ofSeconds(1));
    assertThat(cache.stats().failed()).isEqualTo(8);
    assertThat(cache.stats().failing()).isEqualTo(4);
    behaviour =
        job ->
            switch (job.id()) {
              case "recovers" -> job.next();
              case "goes" -> null;
              default -> {
                cache.delete("deleted");
                throw new IllegalStateException("still down");
              }
            };
    hand.advance(Duration.ofSeconds(2));
    assertThat(cache.stats().failing()).isEqualTo(1);
    cache.delete("stays");
    assertThat(cache.stats().failing()).isZero();
  }

  @Test
  void statsTellHowLongTheOldestFailureLasts() {
    cache.start();
    behaviour =
        job -> {
          throw new IllegalStateException("down");
        };
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    assertThat(cache.stats().failingLongest()).isZero();
    hand.advance(Duration.ofMillis(500));
    cache.getOrCreate(Job.of("b"));
    hand.advance(Duration.ofMillis(100));
    assertThat(cache.stats().failingLongest()).isEqualTo(Duration.ofMillis(600));
    cache.delete("a");
    assertThat(cache.stats().failingLongest()).isEqualTo(Duration.ofMillis(100));
    behaviour = Job::next;
    hand.advance(Duration.ofSeconds(1));
    assertThat(cache.stats().failingLongest()).isZero();
  }

  @Test
  void backoffDoublesUpToItsMaximumAndStartsAgainAfterSuccess() {
    startWith(
        job -> {
          throw new IllegalStateException("down");
        });
    for (long seconds : new long[] {1, 2, 4, 8, 8, 8}) {
      int before = calls.get();
      hand.advance(Duration.ofSeconds(seconds).minusNanos(1));
      assertThat(calls).hasValue(before);
      hand.advance(Duration.ofNanos(1));
      assertThat(calls).hasValue(before + 1);
    }
    behaviour = Job::next;
    hand.advance(Duration.ofSeconds(8));
    assertThat(cache.entry("a").consecutiveFailures()).isZero();
    behaviour =
        job -> {
          throw new IllegalStateException("down");
        };
    hand.advance(Duration.ofSeconds(30));
    int before = calls.get();
    hand.advance(Duration.ofSeconds(1));
    assertThat(calls).hasValue(before + 1);
  }
}
