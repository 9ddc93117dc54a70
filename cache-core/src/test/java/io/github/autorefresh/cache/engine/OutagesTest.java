package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The external system is down, and comes back. */
class OutagesTest {

  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final SteppedTime time = new SteppedTime();

  /** When calls began, in seconds, and for which items. */
  private final List<Double> calls = new ArrayList<>();

  private final List<String> called = new ArrayList<>();
  private Predicate<Job> down = job -> false;
  private UnaryOperator<Job> answer = Job::next;

  private AutoRefreshCache<Job> cache;

  private void start(int items, UnaryOperator<AutoRefreshCacheBuilder> settings) {
    cache =
        settings
            .apply(time.cache("jobs").resyncPeriod(PERIOD).rateLimit(100, 10))
            .build(
                job -> {
                  calls.add(time.elapsed().toNanos() / 1e9);
                  called.add(job.id());
                  if (down.test(job)) {
                    throw new IllegalStateException("down");
                  }
                  return answer.apply(job);
                });
    fill(items);
    cache.start();
  }

  private void fill(int items) {
    for (int i = 0; i < items; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
  }

  private void start(int items) {
    start(items, builder -> builder);
  }

  private void forget() {
    calls.clear();
    called.clear();
  }

  private void advance(long seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  private void goDown() {
    down = job -> true;
    forget();
  }

  /** The most calls that began within a time from one of them on. */
  private int most(double seconds) {
    int most = 0;
    int first = 0;
    for (int last = 0; last < calls.size(); last++) {
      while (calls.get(last) - calls.get(first) >= seconds) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  @Test
  void stretchesNothingAndSeesHowLateItemsAreWhileItIsDown() {
    start(30, builder -> builder.resyncPeriod(Duration.ofSeconds(1)).syncTimeout(PERIOD));
    advance(60);

    goDown();
    for (int second = 1; second <= 120; second++) {
      advance(1);
      Duration lag = cache.stats().lag();
      if (second > 5) { // until then it is that of the time before it was noticed, too
        assertThat(cache.stats().stretch()).as("after %d s", second).isLessThan(1.1);
      }
      assertThat(lag).as("after %d s", second).isLessThan(Duration.ofSeconds(second + 1));
      assertThat(cache.entries())
          .allSatisfy(entry -> assertThat(entry.nextSyncAt()).isAfter(entry.lastSyncedAt()));
    }
    assertThat(cache.stats().lag()).isGreaterThan(Duration.ofSeconds(110));
  }

  @Test
  void doesNotStretchWhatNobodyDemands() {
    start(30, builder -> builder.resyncPeriod(Duration.ofSeconds(1)));
    answer = Job::terminal;
    advance(60);

    assertThat(cache.stats().saturation()).isZero();
    assertThat(cache.stats().stretch()).isEqualTo(1);
  }

  @Test
  void tenMinutesDownCostFewCallsAndAllIsFreshSoonAfterwards() {
    start(1000, builder -> builder.jitter(0.1));
    advance(120);
    goDown();
    advance(600);
    assertThat(calls.size()).isBetween(100, 250);
    assertThat(most(60)).isLessThanOrEqualTo(130);
    forget();
    Instant back = time.instant();
    down = job -> false;
    advance(30);
    assertThat(cache.entries().map(CacheEntry::lastSyncedAt))
        .allMatch(synced -> !synced.isBefore(back));
    assertThat(cache.stats().failing()).isZero();
    advance(10);
    forget();
    advance(150);
    assertThat(calls.size()).isBetween(4900, 5200);
    assertThat(most(1)).isLessThanOrEqualTo(66);
  }

  @Test
  void itemsThatAreBrokenForGoodAreNoOutage() {
    down = job -> Integer.parseInt(job.id().substring(4)) % 10 < 7;
    start(1000);
    advance(300);
    forget();
    advance(300);
    assertThat(called.stream().filter(id -> Integer.parseInt(id.substring(4)) % 10 >= 7))
        .hasSize(3000);
    assertThat(cache.stats().failing()).isEqualTo(700);
  }

  @Test
  void oneItemIsProbedOncePerPeriod() {
    start(1);
    advance(60);
    goDown();
    advance(300);
    assertThat(calls.size()).isBetween(11, 14);
    down = job -> false;
    advance(30);
    assertThat(cache.stats().failing()).isZero();
  }

  @Test
  void withoutDetectionCallsGoOn() {
    start(1000, builder -> builder.outageDetection(false));
    advance(60);
    goDown();
    advance(30);
    assertThat(calls.size()).isGreaterThan(900);
  }

  @Test
  void refreshIsProbedOnceASecond() {
    start(1000, builder -> builder.probeInterval(Duration.ofMinutes(1)));
    advance(60);
    goDown();
    advance(20);
    forget();
    List<CompletableFuture<Job>> asked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      asked.add(cache.refresh("job-" + i));
    }
    advance(5);
    assertThat(calls.size()).isBetween(4, 6);
    assertThat(most(0.9)).isEqualTo(1);
    advance(5);
    assertThat(called.stream().distinct()).hasSize(10).allMatch(id -> id.length() == 5);
    assertThat(asked).allMatch(CompletableFuture::isCompletedExceptionally);
    forget();
    asked.add(cache.refresh("job-3"));
    down = job -> false;
    advance(1);
    assertThat(asked.get(10)).isCompleted();
    advance(15);
    assertThat(cache.stats().failing()).isZero();
  }

  @Test
  void pauseSuspendsIt() {
    start(100);
    advance(60);
    goDown();
    advance(30);
    cache.pause();
    forget();
    advance(600);
    assertThat(calls).isEmpty();
    cache.resume();
    time.turn();
    assertThat(calls).hasSize(1);
    cache.stop();
    forget();
    down = job -> false;
    advance(60);
    assertThat(calls).isEmpty();
    cache.start();
    advance(10);
    assertThat(cache.stats().failing()).isZero();
  }

  @Test
  void probesGoToItemsThatWereNotFailingBefore() {
    down = job -> job.id().endsWith("1");
    start(100);
    advance(300);
    assertThat(cache.stats().failing()).isEqualTo(10);
    goDown();
    advance(60);
    forget();
    advance(300);
    assertThat(called).hasSize(60).noneMatch(id -> id.endsWith("1"));
    assertThat(called.stream().distinct().count()).isGreaterThan(50);
  }

  @Test
  void endsWhenNoLiveItemIsLeft() {
    start(30);
    advance(60);
    goDown();
    advance(60);
    forget();
    for (int i = 0; i < 30; i++) {
      cache.delete("job-" + i);
    }
    advance(1);
    down = job -> false;
    fill(30);
    time.turn();
    assertThat(calls).as("no outage").hasSize(10);
  }

  @Test
  void itemsThatTurnTerminalLeaveNothingBehind() {
    start(30);
    advance(60);
    goDown();
    advance(60);
    down = job -> false;
    answer = Job::terminal;
    advance(30);
    assertThat(cache.entries()).allMatch(entry -> entry.nextSyncAt() == null);
    assertThat(cache.stats().failing()).isZero();
    forget();
    advance(60);
    assertThat(calls).isEmpty();
  }

  @Test
  void fullBatchIsProbed() {
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    AutoRefreshCache<Job> batched =
        time.cache("batched")
            .resyncPeriod(PERIOD)
            .rateLimit(10, 10)
            .buildBatched(
                20,
                jobs -> {
                  sizes.add(jobs.size());
                  if (down.test(jobs.get(0))) {
                    throw new IllegalStateException("down");
                  }
                  return jobs.stream().map(job -> SyncResult.updated(job.next())).toList();
                });
    for (int i = 0; i < 1000; i++) {
      batched.getOrCreate(Job.of("job-" + i));
    }
    batched.start();
    advance(120);
    down = job -> true;
    advance(60);
    sizes.clear();
    advance(60);
    assertThat(sizes).hasSize(12).containsOnly(20);
    down = job -> false;
    advance(30);
    assertThat(batched.stats().failing()).isZero();
    batched.close();
  }

  @Test
  void systemThatFlapsEverySecondIsFollowed() {
    start(1000);
    advance(60);
    down = job -> time.elapsed().toSeconds() % 2 == 1;
    advance(300);
    down = job -> false;
    advance(40);
    assertThat(cache.stats().failing()).isZero();
    assertThat(cache.stats().overdue()).isZero();
  }
}
