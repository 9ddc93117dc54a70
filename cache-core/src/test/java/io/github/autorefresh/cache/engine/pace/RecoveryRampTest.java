package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecoveryRampTest {

  private static final double UNLIMITED = Double.POSITIVE_INFINITY;

  private static long nanos(double seconds) {
    return Math.round(seconds * 1e9);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 10, 3.3219", // from a tenth of it, in log2(10) seconds
    "20000, 2000, 3.3219",
    "5, 1, 2.3219", // one a second at least
    "0.4, 0.4, 0" // but no more than is permitted
  })
  void beginsWithATenthAndDoublesEachSecondUntilTheRateIsReached(
      double tps, double first, double seconds) {
    RecoveryRamp ramp = new RecoveryRamp(tps, 33);
    assertThat(ramp.rateAt(0)).isEqualTo(first, within(1e-9));
    assertThat(ramp.rateAt(nanos(1))).isEqualTo(2 * first, within(1e-9));
    assertThat(ramp.rateAt(nanos(2))).isEqualTo(4 * first, within(1e-9));
    assertThat(ramp.endsAfter() / 1e9).isEqualTo(seconds, within(1e-4));
    assertThat(ramp.rateAt(ramp.endsAfter())).isEqualTo(tps, within(1e-5 * tps));
  }

  @Test
  void withoutALimitItBeginsWithATenthOfTheDemandForTenSeconds() {
    RecoveryRamp ramp = new RecoveryRamp(UNLIMITED, 30);
    assertThat(ramp.rateAt(0)).isEqualTo(3);
    assertThat(ramp.rateAt(nanos(3))).isEqualTo(24, within(1e-9));
    assertThat(ramp.endsAfter()).isEqualTo(nanos(10));
    assertThat(new RecoveryRamp(UNLIMITED, 0.5).rateAt(0)).isEqualTo(1);
  }

  @Test
  void permitsAreTheSumOfTheRate() {
    RecoveryRamp ramp = new RecoveryRamp(700, 33);
    double sum = 0;
    for (int milli = 0; milli < 3000; milli++) {
      sum += ramp.rateAt(nanos((milli + 0.5) / 1000)) / 1000;
      assertThat(ramp.permitsBy(nanos((milli + 1) / 1000.0))).isEqualTo(sum, within(1e-3));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "10, 0.7598", "1000, 12.0233", "30, 1.6226"})
  void tellsHowLongSoManyCallsTake(double calls, double seconds) {
    assertThat(new RecoveryRamp(100, 33).nanosFor(calls) / 1e9).isEqualTo(seconds, within(1e-3));
  }

  /** The last is more than there ever will be: all of them are called, and no more. */
  @ParameterizedTest
  @CsvSource({
    "500, 0, 1000, 7.02",
    "500, 50, 1000, 12.02",
    "500, 50, 700, 9.02",
    "10, 200, 90, 2.85"
  })
  void tellsHowLongItTakesUntilNoCallWaits(
      double waiting, double perSecond, double most, double seconds) {
    RecoveryRamp ramp = new RecoveryRamp(100, 33);
    assertThat(ramp.nanosToClear(waiting, perSecond, most) / 1e9).isEqualTo(seconds, within(0.03));
  }

  @Test
  void tellsTheTimeForCallsThatItPermitsInThatTime() {
    for (double tps : new double[] {0.4, 5, 100, 1e5, UNLIMITED}) {
      RecoveryRamp ramp = new RecoveryRamp(tps, 40);
      for (double calls : new double[] {1, 20, 500, 1e4}) {
        double at = ramp.nanosFor(calls);
        double end = ramp.endsAfter();
        double permitted =
            ramp.permitsBy((long) Math.min(at, end)) + (at > end ? tps * (at - end) / 1e9 : 0);
        if (tps < UNLIMITED || at < end) {
          assertThat(permitted).isEqualTo(calls, within(1e-4 * calls));
        }
      }
    }
  }
}
