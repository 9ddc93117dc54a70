package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A sync, or what is told of it, waits for the next sync of its own item. */
class OwnSyncTest {

  private static final Duration AT_ONCE = Duration.ofSeconds(20);

  private final SteppedTime hand = new SteppedTime();
  private final List<Throwable> refusals = new ArrayList<>();
  private CacheSyncItem<Job> behaviour = Job::next;
  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs").resyncPeriod(Duration.ofHours(1)).build(job -> behaviour.sync(job));

  private void start() {
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
  }

  private void join(CompletableFuture<?> future) {
    try {
      future.join();
    } catch (IllegalStateException e) {
      refusals.add(e);
    }
  }

  private void assertRefused() {
    assertThat(refusals)
        .isNotEmpty()
        .allSatisfy(
            refusal ->
                assertThat(refusal).hasMessageContaining("\"a\"").hasMessageContaining("jobs"));
  }

  @Test
  void syncThatJoinsItsOwnRefreshOrAwaitFailsAtOnce() {
    assertTimeoutPreemptively(
        AT_ONCE,
        () -> {
          behaviour =
              job -> {
                join(cache.refresh(job.id()));
                join(cache.await(job.id(), later -> later.version() > 7));
                join(cache.refresh(job.id()).thenApply(Job::version));
                cache.refresh(job.id()).join();
                return job.next();
              };
          start();
        });
    assertThat(refusals).hasSizeGreaterThanOrEqualTo(3);
    assertRefused();
    assertThat(cache.stats().failed()).isPositive();
    assertThat(cache.entry("a").lastError()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void listenerThatJoinsTheNextRefreshIsRefused() {
    assertTimeoutPreemptively(
        AT_ONCE,
        () -> {
          behaviour = job -> job.version() < 1 ? job.next() : job;
          cache.addListener(
              new CacheListener<>() {
                @Override
                public void onUpdated(Job previous, Job current) {
                  join(cache.refresh(current.id()));
                }
              });
          start();
        });
    assertRefused();
  }

  @Test
  void conditionThatJoinsTheNextRefreshIsRefused() {
    assertTimeoutPreemptively(
        AT_ONCE,
        () -> {
          behaviour = job -> job.version() < 2 ? job.next() : job;
          start();
          var unused =
              cache.await(
                  "a",
                  job -> {
                    if (job.version() == 2) {
                      join(cache.refresh(job.id()));
                    }
                    return false;
                  });
          hand.advance(Duration.ofHours(2));
        });
    assertRefused();
  }

  @Test
  void listenerOfACreationOrOfATimeoutThatWaitsForARefreshIsRefused() {
    AutoRefreshCache<Job> jobs =
        hand.cache("jobs")
            .syncTimeout(Duration.ofSeconds(1))
            .build(
                job -> {
                  hand.pass(Duration.ofSeconds(2)); // the watch turns meanwhile, and times it out
                  return job.next();
                });
    List<String> heard = new ArrayList<>();
    jobs.addListener(
        new CacheListener<>() {
          @Override
          public void onCreated(Job item) {
            heard.add("created");
            join(jobs.refresh(item.id()));
          }

          @Override
          public void onSyncFailed(Job item, Throwable error) {
            heard.add("failed");
            join(jobs.refresh(item.id()));
          }
        });
    assertTimeoutPreemptively(
        AT_ONCE,
        () -> {
          jobs.start();
          jobs.getOrCreate(Job.of("a"));
          hand.turn();
        });
    assertThat(heard).contains("created");
    assertThat(refusals).hasSameSizeAs(heard);
    assertRefused();
  }
}
