package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A full cache makes room as soon as anybody can know that an item is terminal. */
class FullCacheTest {

  private final SteppedTime hand = new SteppedTime();
  private final List<String> heard = new ArrayList<>();
  private AutoRefreshCache<Job> cache;

  private AutoRefreshCacheBuilder builder() {
    return hand.cache("jobs").maxSize(2).resyncPeriod(Duration.ofHours(1));
  }

  private void start() {
    cache =
        builder()
            .observer((name, outcome, nanos) -> heard.add("observed " + outcome))
            .build(job -> job.id().equals("ends") ? job.terminal() : job.next());
    cache.start();
    cache.getOrCreate(Job.of("stays"));
    cache.getOrCreate(Job.of("ends"));
  }

  private void onUpdated(Runnable action) {
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onUpdated(Job previous, Job current) {
            if (current.isTerminal()) {
              action.run();
            }
          }
        });
  }

  private void recordRemovals() {
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onRemoved(Job item, RemovalCause cause) {
            heard.add(cause + " " + item.id() + (item.isTerminal() ? ", terminal" : ""));
          }
        });
  }

  @AfterEach
  void oneItemHasReplacedTheOther() {
    assertThat(cache.get("stays")).isNotNull();
    assertThat(cache.get("ends")).isNull();
    assertThat(cache.get("new")).isNotNull();
    assertThat(cache.size()).isEqualTo(2);
    assertThat(cache.stats().evictions()).isEqualTo(1);
    assertThatThrownBy(() -> cache.getOrCreate(Job.of("one too many")))
        .isInstanceOf(CacheFullException.class);
  }

  @Test
  void listenerMayReplaceTheItemThatHasJustEnded() {
    start();
    onUpdated(() -> cache.getOrCreate(Job.of("new")));
    hand.turn();
  }

  @Test
  void listenerMayReplaceItByACreator() {
    start();
    onUpdated(() -> cache.getOrCreate("new", Job::of));
    hand.turn();
  }

  @Test
  void whoAwaitedTheEndMayReplaceIt() {
    start();
    CompletableFuture<?> unused =
        cache
            .await("ends", Job::isTerminal)
            .thenAccept(job -> heard.add(cache.getOrCreate(Job.of("new")).id()));
    hand.turn();
    assertThat(heard).contains("new");
  }

  @Test
  void conditionMayReplaceIt() {
    start();
    CompletableFuture<Job> reached =
        cache.await("ends", job -> job.isTerminal() && cache.getOrCreate(Job.of("new")) != null);
    hand.turn();
    assertThat(reached).as("by the state, or by the item's end").isDone();
  }

  @Test
  void whoRefreshedItMayReplaceIt() {
    start();
    CompletableFuture<?> unused =
        cache.refresh("ends").thenAccept(job -> cache.getOrCreate(Job.of("new")));
    hand.turn();
  }

  @Test
  void observerMayReplaceIt() {
    cache =
        builder()
            .observer(
                (name, outcome, nanos) -> {
                  if (cache.entries().anyMatch(entry -> entry.item().isTerminal())) {
                    cache.getOrCreate(Job.of("new"));
                  }
                })
            .build(job -> job.id().equals("ends") ? job.terminal() : job.next());
    cache.start();
    cache.getOrCreate(Job.of("stays"));
    cache.getOrCreate(Job.of("ends"));
    hand.turn();
  }

  @Test
  void nextItemOfTheBatchMayBeReplacedWhileTheFirstIsTold() {
    cache =
        builder()
            .buildBatched(
                10,
                jobs -> {
                  List<SyncResult<Job>> results = new ArrayList<>();
                  for (Job job : jobs) {
                    results.add(
                        SyncResult.updated(job.id().equals("ends") ? job.terminal() : job.next()));
                  }
                  return results;
                });
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onUpdated(Job previous, Job current) {
            if (current.version() == 1) {
              cache.getOrCreate(Job.of("new"));
            }
          }
        });
    cache.start();
    cache.getOrCreate(Job.of("stays"));
    cache.getOrCreate(Job.of("ends"));
    cache.pause();
    hand.turn();
    cache.resume();
    hand.turn();
  }

  @Test
  void removalIsToldOnceAndWithTheFinalState() {
    start();
    recordRemovals();
    onUpdated(() -> cache.getOrCreate(Job.of("new")));
    hand.turn();
    assertThat(heard).containsOnlyOnce("EVICTED ends, terminal");
    hand.advance(Duration.ofDays(1));
    assertThat(heard).filteredOn(event -> event.contains(" ends")).hasSize(1);
    assertThat(cache.get("new").version()).as("the new item is synced").isPositive();
  }
}
