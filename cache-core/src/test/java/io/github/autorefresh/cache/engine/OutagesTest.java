package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ByHand;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The external system is down, and comes back. */
class OutagesTest {

  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final SteppedTime time = new SteppedTime();

  /** When calls began, in seconds, and for which items. */
  private final List<Double> calls = new ArrayList<>();

  private final List<String> called = new ArrayList<>();
  private final List<Throwable> outages = new ArrayList<>();
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
    cache.addListener(
        new CacheListener<>() {
          @Override
          public void onOutage(Throwable cause) {
            outages.add(cause);
          }
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
      assertThat(cache.stats().stretch()).as("after %d s", second).isLessThan(1.1);
      assertThat(lag).as("after %d s", second).isLessThan(Duration.ofSeconds(second + 1));
      assertThat(cache.entries())
          .allSatisfy(entry -> assertThat(entry.nextSyncAt()).isAfter(entry.lastSyncedAt()));
    }
    assertThat(cache.stats().lag()).isGreaterThan(Duration.ofSeconds(110));
  }

  @ParameterizedTest
  @CsvSource({"1000, 100, 10", "5, 0.3, 1", "1000, Infinity, 1", "10, 0.5, 1"})
  void stretchesLittleFromBeginningToEndOfTheRecovery(int items, double tps, int burst) {
    start(items, builder -> builder.settings(settings(tps, burst)));
    advance(180);
    goDown();
    for (int second = 0; second < 240; second++) {
      down = second < 120 ? job -> true : job -> false;
      advance(1);
      assertThat(cache.stats().stretch()).as("after %d s", second).isLessThan(1.4);
      assertThat(cache.stats().lag()).isLessThan(Duration.ofSeconds(Math.min(second, 150) + 10));
    }
  }

  private static CacheSettings settings(double tps, int burst) {
    return CacheSettings.defaults().withTps(tps).withBurst(burst).withJitter(0);
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
    down = job -> false;
    double back = time.elapsed().toSeconds();
    advance(200);
    List<Double> fresh = firstCalls();
    assertThat(fresh).hasSize(1000);
    assertThat(fresh.get(999) - back).isLessThan(30);
    assertThat(cache.stats().failing()).isZero();

    calls.removeIf(at -> at <= fresh.get(999) || at > fresh.get(999) + 150);
    assertThat(calls.size()).as("for five periods").isBetween(4900, 5200);
    assertThat(most(1)).isLessThanOrEqualTo(66);
  }

  @ParameterizedTest
  @CsvSource({
    "600, 30, 20, 50",
    "10000, 300, 100, 600",
    "2000, 30, Infinity, 120",
    "1000, 30, 100, 5",
    "1000, 30, 100, 10",
    "1000, 30, 100, 20",
    "500, 60, 100, 30"
  })
  void afterARecoveryTheLoadIsEven(int items, long period, double tps, int seconds) {
    start(
        items,
        builder -> builder.settings(settings(tps, 5)).resyncPeriod(Duration.ofSeconds(period)));
    advance(3 * period);
    goDown();
    advance(seconds);
    forget();
    down = job -> false;
    advance(7 * period);
    List<Double> fresh = firstCalls();
    assertThat(fresh).hasSize(items);
    double last = fresh.get(items - 1);
    calls.removeIf(at -> at <= last || at > last + 5 * period);
    assertThat((double) most(1)).isLessThanOrEqualTo(2.0 * items / period);
  }

  @Test
  void afterARecoveryTheStretchOfAnOverloadedCacheStaysWhatIsDemandedByWhatIsPermitted() {
    start(5_000);
    advance(200);
    goDown();
    advance(120);
    down = job -> false;
    advance(70); // until all are fresh
    for (int second = 0; second < 300; second++) {
      advance(1);
      assertThat(cache.stats().stretch()).as("after %s s", second).isCloseTo(1.67, within(0.2));
    }
  }

  /** When each item was called first. */
  private List<Double> firstCalls() {
    Set<String> seen = new HashSet<>();
    List<Double> first = new ArrayList<>();
    for (int i = 0; i < called.size(); i++) {
      if (seen.add(called.get(i))) {
        first.add(calls.get(i));
      }
    }
    return first;
  }

  @Test
  void firstProbesComeAfterOneTwoAndFourSecondsWhateverTheFailuresBeforeTookOfTheBudget() {
    start(1000, builder -> builder.jitter(0.1));
    advance(60);
    goDown();
    advance(25);
    double began = calls.get(19);
    double[] after = {1, 3, 7, 12, 17, 22};
    assertThat(calls).hasSize(20 + after.length);
    for (int i = 0; i < after.length; i++) {
      assertThat(calls.get(20 + i) - began).isCloseTo(after[i], within(0.01));
    }
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
    assertThat(outages).isEmpty();
  }

  /** In the order in which they are called, that is how an outage looks. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itemsThatAreBrokenForGoodAndCreatedTogetherHoldUpTheOthersForMinutesOnly(boolean first) {
    down = job -> Integer.parseInt(job.id().substring(4)) < 700;
    start(0);
    for (int i = 0; i < 1000; i++) {
      cache.getOrCreate(Job.of("job-" + (first ? i : 999 - i)));
      time.pass(Duration.ofMillis(1));
    }
    advance(300);
    assertThat(cache.stats().outageSince()).isNull();
    assertThat(cache.entries().filter(entry -> entry.lastSyncedAt() != null)).hasSize(300);
    forget();
    advance(300);
    assertThat(called.stream().filter(id -> !down.test(Job.of(id)))).hasSizeBetween(2990, 3010);
  }

  @Test
  void probesThatAreToldToWaitLeaveTheRateForTheRecovery() {
    start(1000);
    advance(120);
    goDown();
    advance(5);
    down =
        job -> {
          throw new RetryAfterException(Duration.ofSeconds(10));
        };
    advance(300);
    assertThat(cache.stats().outageSince()).isNotNull();
    forget();
    down = job -> false;
    advance(60);
    assertThat(firstCalls()).hasSize(1000);
    assertThat(cache.stats().failing()).isZero();
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

  /** The other cache would take each permit as it becomes free. */
  @Test
  void probesHaveTheirShareOfALimiterThatAnotherCacheUsesUp() {
    RateLimiter shared = TokenBucketRateLimiter.of("shared", 10, 1, new ByHand(time));
    AutoRefreshCache<Job> other =
        time.cache("other")
            .rateLimiter(shared)
            .resyncPeriod(Duration.ofSeconds(1))
            .build(Job::next);
    for (int i = 0; i < 1000; i++) {
      other.getOrCreate(Job.of("other-" + i));
    }
    other.start();
    start(30, builder -> builder.rateLimiter(shared));
    advance(60);
    goDown();
    advance(120);
    assertThat(cache.stats().outageSince()).isNotNull();
    forget();
    advance(60);
    assertThat(calls.size()).isBetween(11, 13);
    down = job -> false;
    advance(30);
    assertThat(cache.stats().failing()).isZero();
    other.close();
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
