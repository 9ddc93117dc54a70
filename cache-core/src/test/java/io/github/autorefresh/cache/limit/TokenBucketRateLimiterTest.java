package io.github.autorefresh.cache.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RateLimiter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketRateLimiterTest {

  private static final int ALL = Integer.MAX_VALUE;

  private final ManualTime time = new ManualTime();

  @Test
  void bucketIsFullAtFirst() {
    RateLimiter limiter = limiter(10, 5);
    assertThat(limiter.take(3)).isEqualTo(3);
    assertThat(limiter.take(3)).isEqualTo(2);
    assertThat(limiter.take(3)).isZero();
  }

  @Test
  void bucketHoldsNoMoreThanTheBurst() {
    RateLimiter limiter = limiter(10, 5);
    time.advance(Duration.ofDays(3650));
    assertThat(limiter.take(ALL)).isEqualTo(5);
    time.advance(Duration.ofDays(3650));
    assertThat(limiter.take(ALL)).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 1, 100000000",
    "3, 3, 1000000000",
    "0.3333333333333333, 1, 3000000000",
    "700000, 7, 10000",
    "0.0001, 1, 10000000000000",
    "0.000001, 1, 1000000000000000",
    "1e9, 1, 1",
  })
  void permitIsThereAtItsInstantAndNotBefore(double tps, int permits, long nanos) {
    RateLimiter limiter = limiter(tps, 10);
    limiter.take(ALL);
    for (int i = 0; i < 1_000; i++) {
      time.advanceNanos(nanos - 1);
      int before = limiter.take(ALL);
      time.advanceNanos(1);
      assertThat(before).isEqualTo(permits - 1);
      assertThat(limiter.take(ALL)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {700_000, 999_999, 123_456.789, 1 / 3.0, 0.7, 3, 1e6})
  void rateIsExactHoweverOftenItIsAskedFor(double tps) {
    RateLimiter limiter = limiter(tps, 1_000_000);
    limiter.take(ALL);
    long step = Math.max(1, (long) (1e9 / tps / 3.7));
    long steps = 300_000;
    long taken = 0;
    for (long i = 0; i < steps; i++) {
      time.advanceNanos(step);
      taken += limiter.take(ALL);
    }
    assertThat(taken).isEqualTo((long) Math.floor(tps * steps * step / 1e9));
  }

  @Test
  void reservedPermitsComeOneByOne() {
    RateLimiter limiter = limiter(10, 1);
    assertThat(limiter.reserve()).isZero();
    assertThat(limiter.reserve()).isEqualTo(100_000_000);
    assertThat(limiter.reserve()).isEqualTo(200_000_000);
    time.advance(Duration.ofMillis(150));
    assertThat(limiter.take(1)).isZero();
    assertThat(limiter.reserve()).isEqualTo(150_000_000);
  }

  @Test
  void waitForReservedPermitIsRoundedUpAndDoesNotDrift() {
    RateLimiter limiter = limiter(700_000, 1);
    limiter.take(1);
    assertThat(limiter.reserve()).isEqualTo(1_429); // 1428.57
    assertThat(limiter.reserve()).isEqualTo(2_858); // 2857.14
    for (int i = 3; i < 700_000; i++) {
      limiter.reserve();
    }
    assertThat(limiter.reserve()).isEqualTo(1_000_000_000);
  }

  @Test
  void reservedPermitIsNotGrantedAgain() {
    RateLimiter limiter = limiter(10, 5);
    limiter.take(5);
    limiter.reserve();
    limiter.reserve();
    time.advance(Duration.ofMillis(300));
    assertThat(limiter.take(5)).isEqualTo(1);
  }

  @Test
  void permitsGivenBackAreGrantedAgain() {
    RateLimiter limiter = limiter(10, 5);
    limiter.take(5);
    limiter.giveBack(2, 0);
    assertThat(limiter.available()).isEqualTo(2);
    assertThat(limiter.take(5)).isEqualTo(2);
  }

  @Test
  void givingBackFillsTheBucketAndNoMore() {
    RateLimiter limiter = limiter(10, 5);
    limiter.take(2);
    limiter.giveBack(ALL, 0);
    limiter.giveBack(ALL, 0);
    assertThat(limiter.take(ALL)).isEqualTo(5);
  }

  @Test
  void reservationGivenBackIsReservedAgainForTheSameTime() {
    RateLimiter limiter = limiter(10, 1);
    limiter.take(1);
    time.advance(Duration.ofMillis(30));
    for (int i = 0; i < 100; i++) {
      assertThat(limiter.reserve()).isEqualTo(Duration.ofMillis(70).toNanos());
      limiter.giveBack(1, 0);
    }
    time.advance(Duration.ofMillis(70));
    assertThat(limiter.take(ALL)).isEqualTo(1);
  }

  @Test
  void negativeNumberIsNotGivenBack() {
    RateLimiter limiter = limiter(10, 5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limiter.giveBack(-1, 0))
        .withMessage("permits must be at least 0, but was -1");
  }

  @Test
  void nothingIsAvailableWhileMoreIsReservedThanHasFlowedIn() {
    RateLimiter limiter = limiter(10, 1);
    assertThat(limiter.available()).isEqualTo(1);
    limiter.reserve();
    limiter.reserve();
    assertThat(limiter.available()).isZero();
    time.advance(Duration.ofMillis(200));
    assertThat(limiter.available()).isEqualTo(1);
    assertThat(TokenBucketRateLimiter.unlimited().available()).isEqualTo(ALL);
  }

  @Test
  void waitIsNeverTooLongToBeAddedToATime() {
    RateLimiter limiter = limiter(1e-6, 1);
    for (int i = 0; i < 10_000; i++) {
      assertThat(limiter.reserve()).isBetween(0L, Rate.FOREVER);
    }
  }

  @Test
  void nanosecondsMayWrapAround() {
    RateLimiter limiter = limiter(10, 100);
    limiter.take(ALL);
    long before = time.nanos();
    time.advance(Duration.ofSeconds(5));
    assertThat(time.nanos()).isNegative();
    assertThat(before).isPositive();
    assertThat(limiter.take(ALL)).isEqualTo(50);
  }

  @Test
  void clockThatSeemsToGoBackGivesAndTakesNothing() {
    RateLimiter limiter = limiter(10, 100);
    limiter.take(ALL);
    time.advance(Duration.ofSeconds(1));
    assertThat(limiter.take(5)).isEqualTo(5);
    time.advance(Duration.ofMillis(-500));
    assertThat(limiter.take(ALL)).isEqualTo(5);
    assertThat(limiter.reserve()).isEqualTo(Duration.ofMillis(600).toNanos());
    time.advance(Duration.ofMillis(600));
    assertThat(limiter.take(ALL)).isZero();
    time.advance(Duration.ofMillis(100));
    assertThat(limiter.take(ALL)).isEqualTo(1);
  }

  @Test
  void retuneSettlesWhatHasFlowedInAtTheOldRate() {
    RateLimiter limiter = limiter(10, 100);
    limiter.take(ALL);
    time.advance(Duration.ofMillis(1_050));
    limiter.retune(1000, 100);
    assertThat(limiter.take(ALL)).isEqualTo(10);
    time.advanceNanos(499_999);
    assertThat(limiter.take(ALL)).isZero();
    time.advanceNanos(1);
    assertThat(limiter.take(ALL)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 92, 93})
  void retuneClampsToTheNewBurst(int taken) {
    RateLimiter limiter = limiter(10, 100);
    limiter.take(taken);
    time.advance(Duration.ofMillis(50));
    limiter.retune(10, 7);
    limiter.retune(10, 100);
    assertThat(limiter.take(ALL)).isEqualTo(7);
    // The half of a permit that had flowed in was beyond the burst, too.
    time.advance(Duration.ofMillis(50));
    assertThat(limiter.take(ALL)).isZero();
  }

  @Test
  void retuneKeepsWhatIsReserved() {
    RateLimiter limiter = limiter(10, 1);
    limiter.take(1);
    limiter.reserve();
    limiter.reserve();
    limiter.retune(1000, 50);
    assertThat(limiter.reserve()).isEqualTo(3_000_000);
    assertThat(limiter.tps()).isEqualTo(1000);
    assertThat(limiter.burst()).isEqualTo(50);
  }

  @Test
  void refusedRetuneChangesNothing() {
    RateLimiter limiter = limiter(10, 5);
    assertThatIllegalArgumentException().isThrownBy(() -> limiter.retune(20, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> limiter.retune(Double.NaN, 9));
    assertThat(limiter.tps()).isEqualTo(10);
    assertThat(limiter.burst()).isEqualTo(5);
    assertThat(limiter.take(ALL)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0, -1, 9e-7, 1.1e9, Double.NaN, Double.NEGATIVE_INFINITY})
  void tpsOutOfRangeIsRefused(double tps) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limiter(tps, 1))
        .withMessageStartingWith("tps must be a number from 0.000001 to 1000000000, but was ");
  }

  @Test
  void infiniteTpsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limiter(Double.POSITIVE_INFINITY, 1))
        .withMessage("tps must be finite, but was Infinity");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1_000_000_001, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void burstOutOfRangeIsRefused(int burst) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limiter(1, burst))
        .withMessage("burst must be from 1 to 1000000000, but was " + burst);
  }

  @Test
  void blankNameIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenBucketRateLimiter.of(" ", 1, 1))
        .withMessage("name must not be blank, but was ' '");
    assertThatNullPointerException()
        .isThrownBy(() -> TokenBucketRateLimiter.of(null, 1, 1))
        .withMessage("name");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void askingForNothingGetsNothing(int max) {
    assertThat(limiter(1, 5).take(max)).isZero();
    assertThat(TokenBucketRateLimiter.unlimited().take(max)).isZero();
  }

  @Test
  void unlimitedGivesWhateverIsAskedFor() {
    RateLimiter unlimited = TokenBucketRateLimiter.unlimited();
    assertThat(unlimited.take(ALL)).isEqualTo(ALL);
    assertThat(unlimited.reserve()).isZero();
    assertThat(unlimited.tps()).isInfinite();
    assertThat(unlimited.burst()).isEqualTo(ALL);
    assertThatThrownBy(() -> unlimited.retune(1, 1))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void limiterTellsItsNameAndRate() {
    assertThat(limiter(2.5, 5)).hasToString("jobs: 2.5 per second, burst 5");
  }

  private RateLimiter limiter(double tps, int burst) {
    return TokenBucketRateLimiter.of("jobs", tps, burst, time);
  }

  /** Taken at 0, given back when others have used what has flowed in meanwhile. */
  @ParameterizedTest
  @CsvSource({"10, 10, 500, 5, 5", "10, 10, 100, 1, 9", "10, 1, 10, 0, 1", "10, 4, 300, 3, 1"})
  void permitsGivenBackLateDoNotExceedTheBurstTogetherWithThoseTakenSince(
      double tps, int burst, long millis, int takenSince, int granted) {
    RateLimiter limiter = limiter(tps, burst);
    assertThat(limiter.take(burst)).isEqualTo(burst);
    long takenAt = time.nanos();
    time.advance(Duration.ofMillis(millis));
    assertThat(limiter.take(takenSince)).isEqualTo(takenSince);
    limiter.giveBack(burst, time.nanos() - takenAt);
    assertThat(limiter.take(ALL)).isEqualTo(granted);
  }

  @Test
  void permitsAreGivenBackWholeWhileThereIsAlwaysRoomForThem() {
    RateLimiter limiter = limiter(1000, 100);
    assertThat(limiter.take(100)).isEqualTo(100);
    time.advance(Duration.ofMillis(10));
    assertThat(limiter.take(10)).isEqualTo(10);
    long takenAt = time.nanos();
    for (int i = 0; i < 20; i++) {
      time.advance(Duration.ofMillis(10));
      assertThat(limiter.take(10)).as("a busy bucket").isEqualTo(10);
    }
    limiter.giveBack(10, time.nanos() - takenAt);
    assertThat(limiter.take(ALL)).isEqualTo(10);
  }
}
