package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateAfterHoldTest {

  private static final double NONE = 1e-9;

  private final RateAfterHold afterAMoment = new RateAfterHold(100, 0);
  private final RateAfterHold afterTenSeconds = new RateAfterHold(100, seconds(10));

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
    RateAfterHold slow = new RateAfterHold(0.5, 0);
    assertThat(slow.rateAt(seconds(21.9))).isEqualTo(0.45, within(NONE));
    assertThat(slow.rateAt(seconds(22))).isEqualTo(0.5, within(NONE));
    assertThat(slow.permitsBy(seconds(22))).isEqualTo(0.7 + 9, within(NONE));
  }

  @Test
  void permitsAreTheSumOfTheRateEverywhere() {
    double sum = 0;
    long step = 1_000_000;
    for (long at = 0; at < seconds(100); at += step) {
      sum += afterTenSeconds.rateAt(at + step / 2) * step / 1e9;
      assertThat(afterTenSeconds.permitsBy(at + step)).isEqualTo(sum, within(1e-6));
    }
  }

  private static long seconds(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000)).toNanos();
  }
}
