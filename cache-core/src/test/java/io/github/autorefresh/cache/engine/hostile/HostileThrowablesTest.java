package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.SyncObservable;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Syncs, listeners, observers and conditions that throw, whatever it is that they throw. */
class HostileThrowablesTest {

  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final SteppedTime hand = new SteppedTime();
  private final List<String> heard = new ArrayList<>();
  private CacheSyncItem<Job> sync = Job::next;
  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs")
          .resyncPeriod(PERIOD)
          .terminalRetention(PERIOD)
          .maxSize(2)
          .build(job -> sync.sync(job));

  private final CacheListener<Job> recorder =
      new CacheListener<>() {
        @Override
        public void onCreated(Job item) {
          heard.add("created " + item.id());
        }

        @Override
        public void onUpdated(Job previous, Job current) {
          heard.add("updated " + current.id());
        }

        @Override
        public void onRemoved(Job item, RemovalCause cause) {
          heard.add("removed " + item.id() + " " + cause);
        }

        @Override
        public void onSyncFailed(Job item, Throwable error) {
          heard.add("failed " + item.id());
        }
      };

  private static CacheListener<Job> thrower(Thrown thrown) {
    return new CacheListener<>() {
      @Override
      public void onCreated(Job item) {
        throw thrown.raise();
      }

      @Override
      public void onUpdated(Job previous, Job current) {
        throw thrown.raise();
      }

      @Override
      public void onRemoved(Job item, RemovalCause cause) {
        throw thrown.raise();
      }

      @Override
      public void onSyncFailed(Job item, Throwable error) {
        throw thrown.raise();
      }
    };
  }

  private void syncOnce(CacheSyncItem<Job> behaviour, String... ids) {
    sync = behaviour;
    for (String id : ids) {
      assertThat(cache.refresh(id)).isNotDone();
    }
    hand.turn();
  }

  private void startWithTwoItems() {
    cache.start();
    cache.getOrCreate(Job.of("a"));
    cache.getOrCreate(Job.of("b"));
    hand.turn();
  }

  @ParameterizedTest
  @EnumSource
  void syncThatThrowsFailsForItsOwnItemOnly(Thrown thrown) {
    startWithTwoItems();
    cache.addListener(recorder);
    Throwable error = thrown.make();
    syncOnce(
        job -> {
          if (job.id().equals("a")) {
            throw Thrown.raised(error);
          }
          return job.next();
        },
        "a",
        "b");
    assertThat(cache.entry("a").lastError() == error).as("recorded").isTrue();
    assertThat(cache.entry("a").consecutiveFailures()).isEqualTo(1);
    assertThat(heard).containsExactlyInAnyOrder("failed a", "updated b");
    sync = Job::next;
    hand.advance(PERIOD);
    assertThat(cache.entry("a").consecutiveFailures()).as("tried again").isZero();
  }

  @ParameterizedTest
  @EnumSource
  void futuresOfASyncThatThrowsFailWithWhatItThrew(Thrown thrown) {
    startWithTwoItems();
    Throwable error = thrown.make();
    List<Throwable> failures = new ArrayList<>();
    sync =
        job -> {
          throw Thrown.raised(error);
        };
    for (int i = 0; i < 2; i++) {
      CompletableFuture<?> unused =
          cache.refresh("a").whenComplete((job, failure) -> failures.add(failure));
    }
    hand.turn();
    assertThat(failures).hasSize(2);
    assertThat(
            failures.stream().allMatch(failure -> failure == error || failure.getCause() == error))
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void listenerThatThrowsKeepsNoEventFromTheNextListener(Thrown thrown) {
    cache.addListener(thrower(thrown));
    cache.addListener(recorder);
    startWithTwoItems();
    syncOnce(
        job -> {
          throw new IllegalStateException("down");
        },
        "a");
    syncOnce(job -> null, "a");
    cache.delete("b");
    cache.getOrCreate(Job.of("evicted").terminal());
    hand.advance(Duration.ofSeconds(1));
    cache.getOrCreate(Job.of("c").terminal());
    cache.getOrCreate(Job.of("d").terminal());
    hand.advance(PERIOD.multipliedBy(2));
    assertThat(heard)
        .containsExactly(
            "created a",
            "created b",
            "updated a",
            "updated b",
            "failed a",
            "removed a GONE",
            "removed b DELETED",
            "created evicted",
            "created c",
            "removed evicted EVICTED",
            "created d",
            "removed c EXPIRED",
            "removed d EXPIRED");
  }

  @ParameterizedTest
  @EnumSource
  void listenerThatThrowsKeepsNoFutureFromCompleting(Thrown thrown) {
    cache.addListener(thrower(thrown));
    startWithTwoItems();
    CompletableFuture<Job> refreshed = cache.refresh("a");
    CompletableFuture<Job> reached = cache.await("b", job -> job.version() > 1);
    hand.advance(PERIOD);
    assertThat(refreshed).isCompleted();
    assertThat(reached).isCompleted();
  }

  @ParameterizedTest
  @EnumSource
  void observerThatThrowsKeepsNothingFromTheNextObserver(Thrown thrown) {
    List<String> observed = new ArrayList<>();
    AutoRefreshCache<Job> watched =
        hand.cache("watched")
            .observer(
                (name, outcome, nanos) -> {
                  throw thrown.raise();
                })
            .build(Job::next);
    ((SyncObservable) watched)
        .addObserver((name, outcome, nanos) -> observed.add(name + " " + outcome));
    watched.start();
    watched.getOrCreate(Job.of("a"));
    watched.getOrCreate(Job.of("b"));
    hand.turn();
    String updated = "watched " + Outcome.UPDATED;
    assertThat(observed).containsExactly(updated, updated);
    assertThat(watched.stats().updated()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void conditionThatThrowsLaterFailsItsOwnFutureOnly(Thrown thrown) {
    startWithTwoItems();
    Throwable error = thrown.make();
    List<Throwable> failures = new ArrayList<>();
    CompletableFuture<?> unused =
        cache
            .await(
                "a",
                job -> {
                  if (job.version() > 1) {
                    throw Thrown.raised(error);
                  }
                  return false;
                })
            .whenComplete((job, failure) -> failures.add(failure));
    CompletableFuture<Job> other = cache.await("a", job -> job.version() > 1);
    cache.addListener(recorder);
    syncOnce(Job::next, "a");
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0) == error || failures.get(0).getCause() == error).isTrue();
    assertThat(other).isCompleted();
    assertThat(heard).containsExactly("updated a");
  }

  @ParameterizedTest
  @EnumSource
  void creatorThatThrowsStoresNothingAndTheNextOneIsCalled(Thrown thrown) {
    Throwable error = thrown.make();
    Throwable caught = null;
    try {
      cache.getOrCreate(
          "a",
          id -> {
            throw Thrown.raised(error);
          });
    } catch (Throwable passedOn) {
      caught = passedOn;
    }
    assertThat(caught == error).as("passed on as it is").isTrue();
    assertThat(cache.size()).isZero();
    assertThat(cache.getOrCreate("a", Job::of)).isEqualTo(Job.of("a"));
    assertThat(cache.getOrCreate("b", Job::of)).as("capacity was given back").isNotNull();
  }

  @Test
  void listenerObserverConditionAndSyncMayRecurseWithoutEnd() {
    AutoRefreshCache<Job> deep =
        hand.cache("deep")
            .resyncPeriod(PERIOD)
            .observer((name, outcome, nanos) -> Thrown.recurse(0))
            .build(job -> job.version() == 1 ? Job.of("" + Thrown.recurse(0)) : job.next());
    deep.addListener(
        new CacheListener<Job>() {
          @Override
          public void onUpdated(Job previous, Job current) {
            Thrown.recurse(0);
          }
        });
    deep.addListener(recorder);
    deep.start();
    deep.getOrCreate(Job.of("a"));
    CompletableFuture<Job> reached = deep.await("a", job -> Thrown.recurse(job.version()) > 0);
    hand.turn();
    hand.advance(PERIOD);
    assertThat(heard).startsWith("created a", "updated a", "failed a");
    assertThat(deep.entry("a").lastError()).isInstanceOf(StackOverflowError.class);
    assertThat(reached).isCompletedExceptionally();
  }
}
