package io.github.autorefresh.cache.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateTest {

  @ParameterizedTest
  @CsvSource({
    "1e9, 1, 1",
    "700000, 7, 10000",
    "10, 1, 100000000",
    "3, 3, 1000000000",
    "0.3333333333333333, 1, 3000000000",
    "0.1, 1, 10000000000",
    "0.0001, 1, 10000000000000",
    "1e-6, 1, 1000000000000000",
    "123.456, 1929, 15625000000",
  })
  void rateIsTheFractionThatWasMeant(double tps, long tokens, long nanos) {
    assertThat(Rate.of(tps)).isEqualTo(new Rate(tps, tokens, nanos));
  }

  @Test
  void fractionOfSecondsIsFound() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 5_000; i++) {
      long tokens = random.nextLong(1, 1_000_000);
      long seconds = random.nextLong(1, 1_000);
      Rate rate = Rate.of((double) tokens / seconds);
      assertThat(product(rate.tokens(), seconds, 1_000_000_000))
          .as("%s tokens per %s s", tokens, seconds)
          .isEqualTo(product(rate.nanos(), tokens, 1));
    }
  }

  @Test
  void anyRateFitsAndIsTheSameDouble() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 5_000; i++) {
      double tps = Math.pow(10, random.nextDouble(-6, 9));
      assertIsSameDouble(tps);
      assertIsSameDouble(Math.nextUp((double) Math.max(1, Math.round(tps))));
    }
    assertIsSameDouble(Math.nextUp(1e-6));
    assertIsSameDouble(Math.nextDown(1e9));
  }

  @Test
  void productsThatOverflowAreStillRight() {
    assertThat(new Rate(1e8, 1, 10).tokensIn(Long.MAX_VALUE, 9))
        .isEqualTo(922_337_203_685_477_581L);
    Rate odd = new Rate(1e9, Long.MAX_VALUE / 1_000, Long.MAX_VALUE / 1_000);
    assertThat(odd.tokensIn(1_000_000, 5)).isEqualTo(1_000_000);
    assertThat(odd.partIn(1_000_000, 5, 1_000_000)).isEqualTo(5);
  }

  @Test
  void longestTimeIsForever() {
    Rate slowest = Rate.of(1e-6);
    assertThat(slowest.nanosFor(4_000, 0)).isEqualTo(4_000_000_000_000_000_000L);
    assertThat(slowest.nanosFor(9_000, 0)).isEqualTo(Rate.FOREVER);
    assertThat(slowest.nanosFor(Integer.MAX_VALUE, 0)).isEqualTo(Rate.FOREVER);
  }

  private static BigInteger product(long a, long b, long c) {
    return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)).multiply(BigInteger.valueOf(c));
  }

  private static void assertIsSameDouble(double tps) {
    if (tps > 1e9) {
      return;
    }
    Rate rate = Rate.of(tps);
    assertThat(rate.nanos()).as("nanos at %s", tps).isBetween(1L, 1L << 54);
    assertThat(rate.tokens()).as("tokens at %s", tps).isBetween(1L, rate.nanos());
    assertThat(
            BigDecimal.valueOf(rate.tokens())
                .movePointRight(9)
                .divide(BigDecimal.valueOf(rate.nanos()), MathContext.DECIMAL128)
                .doubleValue())
        .isEqualTo(tps);
  }
}
