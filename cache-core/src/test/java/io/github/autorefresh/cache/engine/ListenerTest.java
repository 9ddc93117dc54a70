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
import org.junit.jupiter.api.Test;

class ListenerTest {

  private final SteppedTime hand = new SteppedTime();
  private final List<String> heard = new ArrayList<>();
  private CacheSyncItem<Job> behaviour = Job::next;

  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs")
          .resyncPeriod(Duration.ofHours(1))
          .terminalRetention(Duration.ofMinutes(1))
          .maxSize(2)
          .build(job -> behaviour.sync(job));

  private final CacheListener<Job> recorder =
      new CacheListener<>() {
        @Override
        public void onCreated(Job item) {
          heard.add("created " + item.id() + item.version());
        }

        @Override
        public void onUpdated(Job previous, Job current) {
          heard.add("updated " + current.id() + previous.version() + current.version());
        }

        @Override
        public void onRemoved(Job item, RemovalCause cause) {
          heard.add("removed " + item.id() + item.version() + " " + cause);
        }

        @Override
        public void onSyncFailed(Job item, Throwable error) {
          heard.add("failed " + item.id() + item.version() + " " + error.getMessage());
        }
      };

  private void synced(CacheSyncItem<Job> behaviour) {
    this.behaviour = behaviour;
    assertThat(cache.refresh("a")).isNotDone();
    hand.turn();
  }

  @Test
  void everyEventIsHeardInItsOrder() {
    cache.addListener(recorder);
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    synced(
        job -> {
          throw new IllegalStateException("down");
        });
    synced(job -> job);
    synced(Job::next);
    synced(job -> null);
    assertThat(heard)
        .containsExactly(
            "created a0", "updated a01", "failed a1 down", "updated a12", "removed a2 GONE");
  }

  @Test
  void everyRemovalHasItsCause() {
    cache.addListener(recorder);
    cache.start();
    cache.getOrCreate(Job.of("old").terminal());
    hand.advance(Duration.ofSeconds(1));
    cache.getOrCreate(Job.of("young").terminal());
    cache.getOrCreate(Job.of("c").terminal());
    cache.delete("c");
    hand.advance(Duration.ofMinutes(1));
    assertThat(heard)
        .containsSubsequence(
            "removed old1 EVICTED", "removed c1 DELETED", "removed young1 EXPIRED");
  }

  @Test
  void whatAListenerThrowsHarmsNobody() {
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onCreated(Job item) {
            throw new StackOverflowError();
          }

          @Override
          public void onUpdated(Job previous, Job current) {
            throw new IllegalStateException();
          }
        });
    cache.addListener(recorder);
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    hand.advance(Duration.ofHours(1));
    assertThat(heard).containsExactly("created a0", "updated a01", "updated a12");
  }

  @Test
  void listenerIsToldOnceAndOnlyWhileItIsAdded() {
    cache.addListener(recorder);
    cache.addListener(recorder);
    cache.getOrCreate(Job.of("a"));
    cache.removeListener(recorder);
    cache.getOrCreate(Job.of("b"));
    assertThat(heard).containsExactly("created a0");
  }

  @Test
  void everythingIsUpToDateByTheTimeAListenerHears() {
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onUpdated(Job previous, Job current) {
            assertCurrent(current.id(), 0);
            heard.add("seen");
          }

          @Override
          public void onSyncFailed(Job item, Throwable error) {
            assertCurrent(item.id(), 1);
            heard.add("seen");
          }

          private void assertCurrent(String id, int failures) {
            assertThat(cache.entry(id).lastSyncedAt()).isNotNull();
            assertThat(cache.entry(id).consecutiveFailures()).isEqualTo(failures);
            assertThat(cache.stats().updated()).isEqualTo(1);
            assertThat(cache.stats().failed()).isEqualTo(failures);
          }
        });
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    synced(
        job -> {
          throw new IllegalStateException("down");
        });
    assertThat(heard).containsExactly("seen", "seen");
  }

  @Test
  void listenerMayUseTheCache() {
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onUpdated(Job previous, Job current) {
            heard.add("deleted " + cache.delete(current.id()));
          }

          @Override
          public void onRemoved(Job item, RemovalCause cause) {
            cache.getOrCreate(Job.of("b").terminal());
          }
        });
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    assertThat(heard).containsExactly("deleted true");
    assertThat(cache.get("a")).isNull();
    assertThat(cache.get("b")).isNotNull();
  }
}
