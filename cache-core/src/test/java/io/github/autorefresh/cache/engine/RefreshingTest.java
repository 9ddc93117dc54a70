package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.FirstSync;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.SyncObservable;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshingTest {

  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final SteppedTime hand = new SteppedTime();
  private final AtomicInteger calls = new AtomicInteger();

  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs")
          .resyncPeriod(PERIOD)
          .build(
              job -> {
                calls.incrementAndGet();
                return job.next();
              });

  @Test
  void newItemIsSyncedAtOnce() {
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    assertThat(cache.get("a").version()).isEqualTo(1);
  }

  @Test
  void itemIsSyncedOncePerPeriodAfterAShortenedFirstInterval() {
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.advance(PERIOD);
    assertThat(calls).hasValue(2);
    for (int period = 1; period <= 10; period++) {
      hand.advance(PERIOD);
      assertThat(calls).hasValue(2 + period);
    }
  }

  @Test
  void nothingIsSyncedBeforeStart() {
    cache.getOrCreate(Job.of("a"));
    hand.advance(PERIOD);
    assertThat(calls).hasValue(0);
    assertThat(cache.get("a")).isEqualTo(Job.of("a"));
  }

  @Test
  void stopThenStartTakesUpWhereItWas() {
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    cache.stop();
    hand.advance(PERIOD.multipliedBy(3));
    assertThat(calls).hasValue(1);
    cache.start();
    hand.turn();
    assertThat(calls).hasValue(2);
  }

  @Test
  void nextSyncIsToldToTheMillisecondAndNeverBeforeItIsDue() {
    cache.start();
    for (int i = 0; i < 100; i++) {
      String id = "job-" + i;
      cache.getOrCreate(Job.of(id));
      hand.turn(); // the first interval has a random length
      Instant next = cache.entry(id).nextSyncAt();
      assertThat(next).isEqualTo(next.truncatedTo(ChronoUnit.MILLIS));
      hand.advance(Duration.between(hand.instant(), next));
      assertThat(cache.get(id).version()).as("synced by " + next).isEqualTo(2);
      cache.delete(id);
    }
  }

  @Test
  void observerThatComesLaterHearsOfSyncsToo() {
    List<Outcome> heard = new ArrayList<>();
    observe((name, outcome, nanos) -> heard.add(outcome));
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    assertThat(heard).containsExactly(Outcome.UPDATED);
  }

  @Test
  void observerThatIsAddedTwiceHearsOnce() {
    List<Outcome> heard = new ArrayList<>();
    SyncObserver observer = (name, outcome, nanos) -> heard.add(outcome);
    observe(observer);
    observe(observer);
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    assertThat(heard).hasSize(1);
  }

  @Test
  void observerThatThrowsKeepsNothingFromAnother() {
    List<Outcome> heard = new ArrayList<>();
    observe(
        (name, outcome, nanos) -> {
          throw new IllegalStateException("broken");
        });
    observe((name, outcome, nanos) -> heard.add(outcome));
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    assertThat(heard).hasSize(1);
    assertThat(cache.stats().updated()).isEqualTo(1);
  }

  @Test
  void observerHearsOfARefreshBeforeAnySyncThatAnswersItAndWhenItIsDone() {
    List<String> heard = new ArrayList<>();
    observe(
        new SyncObserver() {
          @Override
          public void synced(String name, Outcome outcome, long nanos) {}

          @Override
          public Runnable refreshRequested(String name, String id) {
            heard.add(name + " is asked for " + id + " after syncs: " + calls);
            return () -> heard.add("done after syncs: " + calls);
          }
        });
    observe((name, outcome, nanos) -> {}); // of no interest in refreshes
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    CompletableFuture<Job> pending = cache.refresh("a");
    assertThat(heard).containsExactly("jobs is asked for a after syncs: 1");
    hand.advance(Duration.ofSeconds(1));
    assertThat(pending).isDone();
    assertThat(cache.refresh("absent")).isCompletedExceptionally();
    assertThat(heard)
        .containsExactly(
            "jobs is asked for a after syncs: 1",
            "done after syncs: 2",
            "jobs is asked for absent after syncs: 2",
            "done after syncs: 2");
  }

  private void observe(SyncObserver observer) {
    ((SyncObservable) cache).addObserver(observer);
  }

  /** A listener's item is claimed still, and a sync under way was planned by the period before. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void retuneDuringASyncOrItsListenerHoldsForTheItemToo(boolean inListener) {
    SteppedTime hand = new SteppedTime();
    AtomicInteger calls = new AtomicInteger();
    AtomicReference<AutoRefreshCache<Job>> self = new AtomicReference<>();
    Runnable retune =
        () -> self.get().retune(settings -> settings.withResyncPeriod(Duration.ofSeconds(1)));
    AutoRefreshCache<Job> jobs =
        hand.cache("jobs")
            .resyncPeriod(Duration.ofHours(1))
            .jitter(0)
            .firstSync(FirstSync.SCHEDULED)
            .build(
                job -> {
                  if (calls.incrementAndGet() == 1 && !inListener) {
                    retune.run();
                  }
                  return job.next();
                });
    self.set(jobs);
    jobs.addListener(
        new CacheListener<>() {
          @Override
          public void onUpdated(Job previous, Job current) {
            if (inListener && calls.get() == 1) {
              retune.run();
            }
          }
        });
    jobs.start();
    jobs.getOrCreate(Job.of("a"));
    hand.advance(Duration.ofHours(1));
    assertThat(calls.get()).isPositive();
    int before = calls.get();
    hand.advance(Duration.ofSeconds(10));
    assertThat(calls.get() - before).isBetween(9, 11);
  }
}
