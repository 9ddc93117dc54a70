package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.ItemPeriod;
import java.time.Duration;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntervalsTest {

  private static final long PERIOD = Duration.ofSeconds(100).toNanos();

  private final CacheSettings settings =
      CacheSettings.defaults()
          .withResyncPeriod(Duration.ofNanos(PERIOD))
          .withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(60))
          .withJitter(0.2);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - PERIOD); // the clock wraps around
  private final ExpectedRecovery recovery = new ExpectedRecovery(now::get);
  private final Intervals intervals = intervals(settings);
  private final JitterSequence jitter = intervals.newJitter();
  private final RetryBudget retries = new RetryBudget(0);

  private Intervals intervals(CacheSettings settings) {
    return new Intervals(settings, new SplittableRandom(7), recovery);
  }

  @Test
  void intervalsAreJitteredSymmetricallyAroundThePeriod() {
    double sum = 0;
    for (int i = 0; i < 100_000; i++) {
      long interval = intervals.interval(ItemPeriod.OF_CACHE, false, jitter);
      assertThat(interval).isBetween((long) (PERIOD * 0.8), (long) (PERIOD * 1.2));
      sum += interval;
    }
    assertThat(sum / 100_000).isBetween(PERIOD * 0.999, PERIOD * 1.001);
  }

  @Test
  void firstIntervalsAreShortenedAndFillThePeriodEvenly() {
    int[] tenths = new int[10];
    for (int i = 0; i < 1000; i++) {
      long interval = intervals.interval(ItemPeriod.OF_CACHE, true, jitter);
      assertThat(interval).isBetween(1L, PERIOD);
      tenths[(int) Math.min(9, interval * 10 / PERIOD)]++;
    }
    for (int count : tenths) {
      assertThat(count).isBetween(97, 103);
    }
  }

  @Test
  void whileARecoveryLastsItTellsTheIntervalsWhetherTheyAreFirstOrNot() {
    recovery.begin(now.get() - 4 * PERIOD, PERIOD / 4, 1000, 1);
    for (int i = 0; i < 1000; i++) {
      assertThat(intervals.interval(ItemPeriod.OF_CACHE, i % 2 == 0, jitter))
          .isBetween(PERIOD / 4, PERIOD);
    }
    assertThat(intervals.interval(PERIOD / 8, true, jitter)).as("no longer").isEqualTo(PERIOD / 8);
  }

  @Test
  void afterARecoveryIntervalsAreAsEver() {
    recovery.begin(now.get() - PERIOD / 8, PERIOD / 4, 1000, 1);
    now.addAndGet(PERIOD / 4);
    for (int i = 0; i < 1000; i++) {
      assertThat(intervals.interval(ItemPeriod.OF_CACHE, false, jitter))
          .isGreaterThanOrEqualTo((long) (PERIOD * 0.8));
    }
    assertThat(IntStream.range(0, 100))
        .as("first ones")
        .anyMatch(i -> intervals.interval(ItemPeriod.OF_CACHE, true, jitter) < PERIOD / 8);
  }

  @Test
  void recoveryShortensNoBackoffAndNoPeriodAfterAFailure() {
    recovery.begin(now.get() - PERIOD, PERIOD / 4, 1000, 1);
    while (retries.take(0)) {}
    for (int i = 0; i < 100; i++) {
      assertThat(intervals.retry(ItemPeriod.OF_CACHE, 0, retries, 0, jitter))
          .isGreaterThanOrEqualTo((long) (PERIOD * 0.8));
    }
  }

  /** Chance alone would make a peak of 1.08 to 1.12. */
  @Test
  void itemsThatTwoWorkersSyncInTurnStaySpreadEvenly() {
    int items = 100_000;
    int warmUp = 4; // periods
    JitterSequence[] workers = {intervals.newJitter(), intervals.newJitter()};
    PriorityQueue<Long> due = new PriorityQueue<>();
    for (int i = 0; i < items; i++) {
      due.add(intervals.interval(ItemPeriod.OF_CACHE, true, jitter));
    }
    int[] counts = new int[100 * (warmUp + 4)];
    for (int synced = 0; ; synced++) {
      long now = due.remove();
      int hundredth = (int) (now / (PERIOD / 100));
      if (hundredth >= counts.length) {
        break;
      }
      counts[hundredth]++;
      JitterSequence worker = workers[synced / 64 % 2];
      due.add(now + intervals.interval(ItemPeriod.OF_CACHE, false, worker));
    }
    IntSummaryStatistics after = Arrays.stream(counts).skip(100L * warmUp).summaryStatistics();
    assertThat(after.getMax() / after.getAverage()).isLessThan(1.05);
    assertThat(after.getMin() / after.getAverage()).isGreaterThan(0.95);
  }

  @Test
  void itemsOwnPeriodComesFirst() {
    long own = Duration.ofSeconds(1).toNanos();
    assertThat(intervals.interval(own, false, jitter))
        .isBetween((long) (own * 0.8), (long) (own * 1.2));
  }

  /** One failure in 30 s is within any budget. */
  private long retry(int failures, Intervals intervals) {
    long now = 30_000_000_000L * failures;
    return intervals.retry(ItemPeriod.OF_CACHE, failures, retries, now, jitter);
  }

  @Test
  void backoffDoublesUpToItsMaximumAndIsDrawnFromOnceToOneAndAHalfTimesThat() {
    double longest = 0;
    for (int failures = 0; failures < 5000; failures++) {
      double doubled = Math.min(60e9, 1e9 * Math.pow(2, failures));
      double factor = retry(failures, intervals) / doubled;
      assertThat(factor).isBetween(1 - 1e-9, 1.5);
      longest = Math.max(longest, factor);
    }
    assertThat(longest).isGreaterThan(1.49);
  }

  @Test
  void withoutJitterBackoffIsExact() {
    Intervals exact = intervals(settings.withJitter(0));
    for (int failures = 0; failures < 10; failures++) {
      assertThat(retry(failures, exact)).isEqualTo(Math.min(60, 1L << failures) * 1_000_000_000);
    }
  }

  @Test
  void withoutATokenTheNextTryIsAPeriodAway() {
    while (retries.take(0)) {}
    assertThat(intervals.retry(ItemPeriod.OF_CACHE, 0, retries, 0, jitter))
        .isBetween((long) (PERIOD * 0.8), (long) (PERIOD * 1.2));
  }

  @Test
  void tryThatIsNoSoonerThanThePeriodNeedsNoToken() {
    while (retries.take(0)) {}
    long own = Duration.ofSeconds(1).toNanos();
    assertThat(intervals.retry(own, 3, retries, 0, jitter)).isGreaterThanOrEqualTo(8 * own);
  }

  @Test
  void absurdPeriodIsAsGoodAsNeverAndDoesNotOverflow() {
    assertThat(intervals.interval(Long.MAX_VALUE, false, jitter)).isPositive();
  }

  @Test
  void retuneHoldsForTheNextInterval() {
    intervals.retune(settings.withResyncPeriod(Duration.ofSeconds(1)));
    assertThat(intervals.interval(ItemPeriod.OF_CACHE, false, jitter)).isLessThan(1_200_000_001L);
  }
}
