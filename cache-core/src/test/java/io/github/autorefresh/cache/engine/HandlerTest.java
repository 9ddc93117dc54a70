package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Acting once when something ends, with time moved by hand. */
class HandlerTest {

  private static final Duration PERIOD = Duration.ofSeconds(30);
  private static final Duration RETENTION = Duration.ofHours(1);
  private static final Duration HANDLER_RETENTION = Duration.ofHours(24);

  private final SteppedTime time = new SteppedTime();
  private final List<String> calls = new ArrayList<>();
  private final Set<String> broken = new HashSet<>();
  private Predicate<Job> wanted = Job::isTerminal;
  private AutoRefreshCache<Job> cache;

  /** It writes down its calls, and fails for what is broken. */
  private final ItemHandler<Job> handler =
      new ItemHandler<>() {
        @Override
        public void handle(Job job) throws Exception {
          calls.add(job.id() + job.version());
          if (broken.contains(job.id())) {
            throw new IOException("no mail for " + job.id());
          }
        }

        @Override
        public boolean wants(Job job) {
          return wanted.test(job);
        }
      };

  private AutoRefreshCacheBuilder builder() {
    return time.cache("jobs")
        .resyncPeriod(PERIOD)
        .terminalRetention(RETENTION)
        .handlerRetention(HANDLER_RETENTION)
        .handler(handler);
  }

  /** Jobs that end with their first sync. */
  private void endAtOnce(AutoRefreshCacheBuilder builder) {
    cache = builder.build(Job::terminal);
    cache.start();
  }

  private void create(String... ids) {
    for (String id : ids) {
      cache.getOrCreate(Job.of(id));
    }
  }

  private void passSeconds(int seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  @Test
  void terminalStateIsHandedInOnce() {
    endAtOnce(builder());
    create("a", "b");
    assertThat(calls).isEmpty();
    time.turn();
    assertThat(calls).containsExactlyInAnyOrder("a1", "b1");
    time.advance(RETENTION.multipliedBy(2));
    assertThat(calls).hasSize(2);
    assertThat(cache.stats().unhandled()).isZero();
    assertThat(cache.size()).isZero();
  }

  @Test
  void handlerThatNamesNoStatesWantsTerminalOnes() {
    ItemHandler<Job> named = job -> calls.add(job.id());
    cache =
        time.cache("jobs")
            .resyncPeriod(PERIOD)
            .handler(named)
            .build(job -> job.version() == 2 ? job.terminal() : job.next());
    cache.start();
    create("a");
    time.advance(PERIOD.multipliedBy(2));
    assertThat(cache.get("a").version()).isEqualTo(3);
    assertThat(calls).containsExactly("a");
  }

  @Test
  void otherStatesAreHandedInIfTheyAreWanted() {
    wanted = job -> job.version() % 2 == 1;
    cache = builder().build(Job::next);
    cache.start();
    create("a");
    time.turn();
    time.advance(PERIOD.multipliedBy(3));
    assertThat(cache.get("a").version()).isEqualTo(4);
    assertThat(calls).containsExactly("a1", "a3");
  }

  @Test
  void failedCallIsMadeAgainWithABackoffUntilItReturns() {
    endAtOnce(builder());
    broken.add("a");
    create("a");
    time.turn();
    assertThat(calls).hasSize(1);
    time.advance(Duration.ofMillis(999));
    assertThat(calls).hasSize(1);
    time.advance(Duration.ofMillis(1));
    assertThat(calls).hasSize(2);
    passSeconds(2);
    assertThat(calls).hasSize(3);
    passSeconds(3);
    assertThat(calls).hasSize(3);
    broken.clear();
    passSeconds(1);
    assertThat(calls).hasSize(4);
    time.advance(Duration.ofHours(1));
    assertThat(calls).hasSize(4);
  }

  @Test
  void entryAndStatsTellWhatWaitsSinceWhenAndWhy() {
    endAtOnce(builder());
    broken.add("a");
    create("a", "b");
    passSeconds(5);
    CacheEntry<Job> waiting = cache.entry("a");
    assertThat(waiting.unhandled()).isTrue();
    assertThat(waiting.unhandledSince()).isEqualTo(time.instant().minusSeconds(5));
    assertThat(waiting.handlerError()).hasMessage("no mail for a");
    assertThat(cache.entry("b").unhandled()).isFalse();
    assertThat(cache.entry("b").handlerError()).isNull();
    assertThat(cache.entries().filter(CacheEntry::unhandled)).hasSize(1);
    assertThat(cache.stats().unhandled()).isEqualTo(1);
    assertThat(cache.stats().handlerFailing()).isEqualTo(1);
    assertThat(cache.stats().handlerFailingLongest()).isEqualTo(Duration.ofSeconds(5));
    assertThat(cache.stats().abandoned()).isZero();
    broken.clear();
    passSeconds(10);
    assertThat(cache.entry("a").unhandled()).isFalse();
    assertThat(cache.stats().handlerFailingLongest()).isZero();
  }

  @Test
  void newStateIsHandedInWithoutWaitingForTheBackoff() {
    wanted = job -> true;
    cache = builder().backoff(Duration.ofHours(1), Duration.ofHours(1)).build(Job::next);
    broken.add("a");
    cache.start();
    create("a");
    time.turn();
    assertThat(calls).containsExactly("a1");
    time.advance(PERIOD);
    assertThat(calls).containsExactly("a1", "a2");
  }

  @Test
  void wantsIsAskedAgainAtTheCallAndAboutTheLatestState() {
    cache = builder().backoff(Duration.ofHours(1), Duration.ofHours(1)).build(Job::next);
    wanted = job -> job.version() == 1;
    broken.add("a");
    cache.start();
    create("a");
    time.turn();
    assertThat(calls).containsExactly("a1");
    time.advance(Duration.ofHours(1));
    assertThat(calls).containsExactly("a1");
    assertThat(cache.entry("a").unhandled()).as("no longer wanted").isFalse();
  }

  @Test
  void statesThatItemsAreCreatedWithAreNotHandled() {
    wanted = job -> true;
    cache = builder().build(job -> job);
    cache.start();
    cache.getOrCreate(Job.of("a").terminal());
    create("b");
    time.advance(PERIOD);
    assertThat(calls).isEmpty();
  }

  @Test
  void statesThatItemsAreCreatedWithAreHandledOnRequest() {
    endAtOnce(builder().handlesCreated(true));
    cache.getOrCreate(Job.of("a").terminal());
    cache.getOrCreate("b", id -> Job.of(id).terminal());
    create("c");
    assertThat(cache.stats().unhandled()).isEqualTo(2);
    time.turn();
    assertThat(calls).containsExactlyInAnyOrder("a1", "b1", "c1");
  }

  @Test
  void wantedTerminalItemDoesNotExpireBeforeItIsHandled() {
    endAtOnce(builder());
    broken.add("a");
    create("a", "b");
    time.advance(RETENTION.multipliedBy(2));
    assertThat(cache.get("a")).isNotNull();
    assertThat(cache.get("b")).as("others expire as ever").isNull();
    broken.clear();
    time.advance(Duration.ofMinutes(10)); // the longest backoff is over by then
    assertThat(cache.get("a")).as("handled, so it may expire").isNull();
    assertThat(cache.stats().abandoned()).isZero();
  }

  @Test
  void itemThatIsHandledLateButWithinItsRetentionExpiresWhenItWouldHave() {
    endAtOnce(builder());
    broken.add("a");
    create("a");
    time.advance(RETENTION.dividedBy(2));
    broken.clear();
    time.advance(RETENTION.dividedBy(2).minusMillis(1));
    assertThat(cache.entry("a").unhandled()).isFalse();
    time.advance(Duration.ofMillis(1));
    assertThat(cache.get("a")).isNull();
  }

  @Test
  void itemThatStaysUnhandledIsGivenUpAndExpires() {
    List<RemovalCause> removals = new ArrayList<>();
    endAtOnce(builder());
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onRemoved(Job job, RemovalCause cause) {
            removals.add(cause);
          }
        });
    broken.add("a");
    create("a");
    time.advance(HANDLER_RETENTION.minusMillis(1));
    assertThat(cache.get("a")).isNotNull();
    assertThat(cache.stats().abandoned()).isZero();
    time.advance(Duration.ofMillis(1));
    assertThat(cache.get("a")).isNull();
    assertThat(cache.stats().abandoned()).isEqualTo(1);
    assertThat(cache.stats().unhandled()).isZero();
    assertThat(removals).containsExactly(RemovalCause.EXPIRED);
    int before = calls.size();
    time.advance(Duration.ofHours(1));
    assertThat(calls).hasSize(before);
  }

  @Test
  void liveItemIsNeverGivenUp() {
    wanted = job -> job.version() == 1;
    cache = builder().build(job -> job.version() == 0 ? job.next() : job);
    broken.add("a");
    cache.start();
    create("a");
    time.advance(HANDLER_RETENTION.multipliedBy(2));
    assertThat(cache.stats().abandoned()).isZero();
    broken.clear();
    time.advance(Duration.ofMinutes(10));
    assertThat(cache.stats().unhandled()).isZero();
  }

  @Test
  void unhandledItemsCountTowardsTheMaximumSizeAndAreNotEvicted() {
    endAtOnce(builder().maxSize(2));
    broken.add("a");
    broken.add("b");
    create("a", "b");
    time.turn();
    assertThatThrownBy(() -> create("c"))
        .isInstanceOf(CacheFullException.class)
        .hasMessageContaining("2 are unhandled");
    broken.remove("b");
    passSeconds(1);
    create("c");
    assertThat(cache.get("a")).isNotNull();
    assertThat(cache.get("b")).as("handled, so it gave way").isNull();
  }

  @Test
  void amongHandledItemsTheOneThatEndedFirstGoesFirstHoweverLateItWasHandled() {
    endAtOnce(builder().maxSize(3));
    broken.add("a");
    create("a");
    passSeconds(1);
    create("b");
    passSeconds(1);
    create("c");
    time.turn();
    cache.getOrCreate(Job.of("d")); // evicts b, and finds a unhandled
    assertThat(cache.get("b")).isNull();
    broken.clear();
    passSeconds(10);
    create("e");
    assertThat(cache.get("a")).isNull();
    assertThat(cache.get("c")).isNotNull();
  }

  @Test
  void deleteDropsWhatIsUnhandled() {
    endAtOnce(builder());
    broken.add("a");
    create("a");
    time.turn();
    assertThat(cache.delete("a")).isTrue();
    assertThat(cache.stats().unhandled()).isZero();
    assertThat(cache.stats().handlerFailing()).isZero();
    time.advance(Duration.ofHours(1));
    assertThat(calls).hasSize(1);
  }

  @Test
  void itemThatIsGoneIsNotHandled() {
    wanted = job -> true;
    cache = builder().build(job -> job.version() == 0 ? job.next() : null);
    broken.add("a");
    cache.start();
    create("a");
    time.advance(PERIOD.multipliedBy(2));
    assertThat(cache.get("a")).isNull();
    assertThat(cache.stats().unhandled()).isZero();
  }

  @Test
  void recreatedItemIsHandledAnew() {
    endAtOnce(builder());
    create("a");
    time.turn();
    cache.delete("a");
    create("a");
    time.turn();
    assertThat(calls).containsExactly("a1", "a1");
  }

  @Test
  void pausedCacheHandlesAndStoppedOneDoesNot() {
    endAtOnce(builder());
    broken.add("a");
    create("a");
    time.turn();
    cache.stop();
    broken.clear();
    time.advance(Duration.ofHours(1));
    assertThat(calls).hasSize(1);
    cache.pause();
    cache.start();
    time.turn();
    assertThat(calls).hasSize(2);
    assertThat(cache.stats().unhandled()).isZero();
  }

  @Test
  void retryIsMadeAtOnceWhateverTheBackoff() {
    endAtOnce(builder().backoff(Duration.ofHours(1), Duration.ofHours(1)));
    broken.add("a");
    create("a", "b");
    time.turn();
    calls.clear();
    assertThat(cache.retryHandler("a")).isTrue();
    assertThat(cache.retryHandler("b")).as("handled already").isFalse();
    assertThat(cache.retryHandler("nobody")).isFalse();
    time.turn();
    assertThat(calls).containsExactly("a1");
  }

  @Test
  void handlerMayUseTheCache() {
    List<String> found = new ArrayList<>();
    ItemHandler<Job> user =
        job -> {
          found.add(cache.refresh(job.id()).join().id() + cache.stats().unhandled());
          cache.delete(job.id());
          if (job.id().equals("a")) {
            cache.getOrCreate(Job.of("next"));
          }
        };
    cache = builder().handler(user).build(Job::terminal);
    cache.start();
    create("a");
    time.turn();
    assertThat(found).containsExactly("a1", "next1");
    assertThat(cache.size()).isZero();
    assertThat(cache.stats().unhandled()).isZero();
  }

  @Test
  void handlerThatStopsTheCacheHasHandledItsItem() {
    ItemHandler<Job> stopping =
        job -> {
          calls.add(job.id());
          cache.stop();
        };
    cache = builder().handler(stopping).build(Job::terminal);
    cache.start();
    create("a", "b");
    time.turn();
    assertThat(cache.isRunning()).isFalse();
    assertThat(calls).hasSize(1);
    assertThat(cache.stats().unhandled()).isEqualTo(1);
    cache.start();
    time.turn();
    assertThat(calls).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void handlerThatClosesTheCacheHarmsNobody() {
    ItemHandler<Job> closing = job -> cache.close();
    cache = builder().handler(closing).build(Job::terminal);
    cache.start();
    create("a");
    time.turn();
    assertThat(cache.isRunning()).isFalse();
    assertThat(cache.stats().unhandled()).isZero();
  }

  @Test
  void listenersHearOfWhatIsHandled() {
    List<String> heard = new ArrayList<>();
    endAtOnce(builder());
    cache.addListener(
        new CacheListener<Job>() {
          @Override
          public void onUpdated(Job previous, Job current) {
            heard.add(current.id());
          }
        });
    create("a");
    time.turn();
    assertThat(heard).containsExactly("a");
    assertThat(calls).containsExactly("a1");
  }

  @Test
  void batchedSyncsAreHandledToo() {
    cache =
        builder()
            .buildBatched(10, jobs -> jobs.stream().map(job -> updated(job.terminal())).toList());
    cache.start();
    create("a", "b", "c");
    time.turn();
    assertThat(calls).containsExactlyInAnyOrder("a1", "b1", "c1");
  }

  private static SyncResult<Job> updated(Job job) {
    return SyncResult.updated(job);
  }

  @Test
  void withoutAHandlerNothingIsUnhandled() {
    cache = time.cache("jobs").build(Job::terminal);
    cache.start();
    create("a");
    time.turn();
    assertThat(cache.stats().unhandled()).isZero();
    assertThat(cache.entry("a").unhandled()).isFalse();
    assertThat(cache.retryHandler("a")).isFalse();
  }
}
