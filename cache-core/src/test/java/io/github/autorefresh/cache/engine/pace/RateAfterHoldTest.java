package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateAfterHoldTest {

  private static final double NONE = 1e-9;

  private final RateAfterHold afterAMoment = new RateAfterHold(100, 0, 0);
  private final RateAfterHold afterTenSeconds = new RateAfterHold(100, seconds(10), 0);

  @ParameterizedTest
  @CsvSource({"0, 50", "1, 70", "2, 90", "4.999, 90", "5, 100", "7.999, 100", "8, 110", "32, 190"})
  void rateReturnsInTwoSecondsAndRisesByATenthEveryThree(double second, double rate) {
    assertThat(afterAMoment.rateAt(seconds(second))).isEqualTo(rate, within(NONE));
  }

  @ParameterizedTest
  @CsvSource({"0, 50", "2, 90", "31.999, 90", "32, 100", "62, 110"})
  void afterALongHoldItRisesByATenthPerThreeHolds(double second, double rate) {
    assertThat(afterTenSeconds.rateAt(seconds(second))).isEqualTo(rate, within(NONE));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 60", "2, 140", "5, 410", "6, 510", "8, 710", "11, 1040"})
  void permitsAreTheAreaUnderTheRate(double second, double permits) {
    assertThat(afterAMoment.permitsBy(seconds(second))).isEqualTo(permits, within(NONE));
  }

  @Test
  void stepOfASlowRateTakesTenCalls() {
    RateAfterHold slow = new RateAfterHold(0.5, 0, 0);
    assertThat(slow.rateAt(seconds(21.9))).isEqualTo(0.45, within(NONE));
    assertThat(slow.rateAt(seconds(22))).isEqualTo(0.5, within(NONE));
    assertThat(slow.permitsBy(seconds(22))).isEqualTo(0.7 + 9, within(NONE));
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "1, 3", "2, 3", "3, 6", "4, 9", "5, 12", "100, 12"})
  void whenHoldsRecurStepsTakeLonger(int recurrences, double step) {
    RateAfterHold again = new RateAfterHold(100, 0, recurrences);
    assertThat(again.rateAt(seconds(2 + step - 0.001))).isEqualTo(90, within(NONE));
    assertThat(again.rateAt(seconds(2 + step))).isEqualTo(100, within(NONE));
    assertThat(again.rateAt(seconds(2 + 2 * step))).isEqualTo(110, within(NONE));
  }

  @ParameterizedTest
  @CsvSource({"34.999, 190", "35, 200", "38, 220", "62, 380", "65, 400", "68, 440", "95, 800"})
  void fromTwiceTheRateOnItDoublesInTenSteps(double second, double rate) {
    assertThat(afterAMoment.rateAt(seconds(second))).isEqualTo(rate, within(NONE));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0, 0", "0.5, 0, 9", "100, 0, 0", "100, 10, 0", "1e11, 0, 0"})
  void permitsAreTheSumOfTheRateEverywhere(double enough, double hold, int recurrences) {
    RateAfterHold rate = new RateAfterHold(enough, seconds(hold), recurrences);
    double sum = 0;
    long step = 1_000_000;
    for (long at = 0; at < seconds(300); at += step) {
      sum += rate.rateAt(at + step / 2) * step / 1e9;
      assertThat(rate.permitsBy(at + step)).isEqualTo(sum, within(1e-9 * sum));
    }
  }

  private static long seconds(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000)).toNanos();
  }
}
