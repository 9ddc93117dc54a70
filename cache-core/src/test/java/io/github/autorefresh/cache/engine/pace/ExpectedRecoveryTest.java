package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedRecoveryTest {

  private static final long SECOND = 1_000_000_000;
  private static final long PERIOD = 30 * SECOND;
  private static final double DEMAND = 40; // per second

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND); // it wraps around
  private final ExpectedRecovery recovery = new ExpectedRecovery(now::get);
  private long phases;
  private long elapsed;

  private void begin(double outageSeconds, double seconds, double stretch) {
    recovery.begin(
        now.get() - (long) (outageSeconds * SECOND), (long) (seconds * SECOND), DEMAND, stretch);
  }

  private double interval(double period) {
    return recovery.interval(period, () -> JitterSequence.fraction(phases += JitterSequence.STEP));
  }

  @Test
  void tellsNothingBeforeOneAndAfterIt() {
    assertThat(interval((double) PERIOD)).isZero();
    begin(60, 3, 1);
    now.addAndGet(3 * SECOND - 1);
    assertThat(interval((double) PERIOD)).isPositive();
    now.addAndGet(1);
    assertThat(interval((double) PERIOD)).isZero();
  }

  /**
   * From the end, or a period after the outage began if that is later, until a period after the
   * end.
   */
  @ParameterizedTest
  @CsvSource({
    "600, 10, 10, 1", // seconds of outage and of recovery, first due time, syncs at once
    "600, 10, 10, 50",
    "600, 10, 10, 400", // in one burst
    "600, 24, 24, 1",
    "30, 10, 10, 1",
    "15, 10, 15, 1",
    "5, 5, 25, 1",
    "1, 2, 29, 10",
  })
  void dueTimesAreEvenAndNoIntervalIsLongerThanThePeriod(
      double outage, int recovering, int first, int atOnce) {
    begin(outage, recovering, 1);
    int last = 30 + recovering;
    int items = (int) (DEMAND * (last - first));
    int[] dues = new int[last + 1];
    for (int i = 0; i < items; i++) {
      if (i % atOnce == 0) {
        long at = (long) ((double) i / items * recovering * SECOND);
        now.addAndGet(at - elapsed);
        elapsed = at;
      }
      double interval = interval((double) PERIOD);
      assertThat(interval).isBetween(1.0, (double) PERIOD);
      dues[(int) Math.floor((elapsed + interval) / SECOND)]++;
    }
    for (int second = first; second < last; second++) {
      double most = atOnce > DEMAND ? 2 : 1.3; // whole periods cannot part what comes together
      assertThat(dues[second]).as("due in second %s", second).isLessThan((int) (most * DEMAND));
    }
    for (int second = 0; second < first; second++) {
      assertThat(dues[second]).as("due in second %s", second).isZero();
    }
  }

  @Test
  void periodThatIsShorterThanItIsKept() {
    begin(60, 10, 1);
    assertThat(interval(5.0 * SECOND)).isEqualTo(5 * SECOND);
  }

  @Test
  void overloadedItLastsAStretchedPeriodAndAllPeriodsAreWhole() {
    begin(600, 60, 2);
    for (int i = 0; i < 1000; i++) {
      assertThat(interval((double) PERIOD)).isEqualTo(PERIOD);
      now.addAndGet(SECOND / 20);
    }
  }

  @Test
  void nextOneTakesThePlaceOfTheLast() {
    begin(60, 3, 1);
    begin(60, 10, 1);
    now.addAndGet(5 * SECOND);
    assertThat(interval((double) PERIOD)).isGreaterThanOrEqualTo(5 * SECOND);
  }
}
