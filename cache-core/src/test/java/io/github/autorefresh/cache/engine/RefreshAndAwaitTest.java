package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.ConditionUnreachableException;
import io.github.autorefresh.cache.ItemDeletedException;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RefreshAndAwaitTest {

  private final SteppedTime hand = new SteppedTime();
  private final AtomicInteger calls = new AtomicInteger();
  private CacheSyncItem<Job> behaviour = Job::next;

  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs")
          .resyncPeriod(Duration.ofHours(1))
          .unlimited()
          .build(
              job -> {
                calls.incrementAndGet();
                return behaviour.sync(job);
              });

  private static void assertFailed(CompletableFuture<?> future, Class<? extends Throwable> error) {
    assertThat(future).isCompletedExceptionally();
    assertThat(future.handle((item, thrown) -> thrown).join()).isInstanceOf(error);
  }

  private void created() {
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
  }

  @Test
  void refreshesAskedTogetherShareOneSync() {
    created();
    CompletableFuture<Job> first = cache.refresh("a");
    CompletableFuture<Job> second = cache.refresh("a");
    hand.turn();
    assertThat(first.join().version()).isEqualTo(2);
    assertThat(second.join().version()).isEqualTo(2);
    assertThat(calls).hasValue(2);
  }

  @Test
  void refreshAskedDuringASyncGetsTheNextOne() {
    AtomicInteger seen = new AtomicInteger();
    behaviour =
        job -> {
          if (job.version() == 0) {
            var unused = cache.refresh("a").thenAccept(later -> seen.set(later.version()));
          }
          return job.next();
        };
    created();
    assertThat(seen).hasValue(2);
  }

  @Test
  void refreshIsPendingWhilePausedAndFailsWhenItsItemIsDeleted() {
    created();
    cache.pause();
    CompletableFuture<Job> pending = cache.refresh("a");
    hand.advance(Duration.ofMinutes(1));
    assertThat(pending).isNotDone();
    cache.delete("a");
    assertFailed(pending, ItemDeletedException.class);
    assertFailed(cache.refresh("a"), ItemDeletedException.class);
  }

  @Test
  void refreshHasWhatItsSyncMet() {
    created();
    behaviour =
        job -> {
          throw new UnsupportedOperationException();
        };
    CompletableFuture<Job> failing = cache.refresh("a");
    hand.turn();
    assertFailed(failing, UnsupportedOperationException.class);
    behaviour = job -> null;
    CompletableFuture<Job> overridesBackoff = cache.refresh("a");
    hand.turn();
    assertThat(overridesBackoff).isCompletedWithValue(null);
    assertThat(cache.get("a")).isNull();
  }

  @Test
  void manyAwaitsCostNoSync() {
    created();
    CompletableFuture<Job> now = cache.await("a", job -> job.version() == 1);
    CompletableFuture<Job> later = cache.await("a", job -> job.version() == 2);
    CompletableFuture<Job> cancelled = cache.await("a", job -> job.version() == 2);
    assertThat(now).isCompleted();
    assertThat(cancelled.cancel(false)).isTrue();
    hand.turn();
    assertThat(calls).hasValue(1);
    hand.advance(Duration.ofHours(1));
    assertThat(later.join().version()).isEqualTo(2);
  }

  @Test
  void awaitEndsWhenItsStateCannotCome() {
    created();
    CompletableFuture<Job> unreachable = cache.await("a", job -> job.version() == 99);
    CompletableFuture<Job> throwing =
        cache.await(
            "a",
            job -> {
              if (job.isTerminal()) {
                throw new UnsupportedOperationException();
              }
              return false;
            });
    behaviour = Job::terminal;
    hand.advance(Duration.ofHours(1));
    assertFailed(unreachable, ConditionUnreachableException.class);
    assertFailed(throwing, UnsupportedOperationException.class);
    assertFailed(cache.await("a", job -> false), ConditionUnreachableException.class);
    assertFailed(cache.await("nobody", job -> true), ItemDeletedException.class);
  }
}
