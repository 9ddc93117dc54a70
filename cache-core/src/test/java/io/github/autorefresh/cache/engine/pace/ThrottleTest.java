package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.spi.StoreStats;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThrottleTest {

  /** So near to the end of the range of a long that every test crosses it. */
  private static final long ORIGIN = Long.MAX_VALUE - 1_000_000_007L;

  private static final double FINE = 1e-6;

  private double tps = 100;
  private double demand = 1000;
  private long overdue = 1_000_000;
  private long now = ORIGIN;
  private final Throttle throttle =
      new Throttle(() -> tps, () -> new StoreStats(overdue, 0, 0, demand), 1, null, ORIGIN);

  @Test
  void withoutAHoldThereIsNoLimit() {
    assertThat(throttle.take(1000, now)).isEqualTo(1000);
    assertThat(throttle.available(now)).isEqualTo(Integer.MAX_VALUE);
    assertThat(throttle.untilMore(now)).isEqualTo(Long.MAX_VALUE);
    assertThat(throttle.untilLook(now)).isEqualTo(Long.MAX_VALUE);
    assertThat(throttle.isHeld(now)).isFalse();
    assertThat(throttle.tps(now)).isEqualTo(100);
    tps = Double.POSITIVE_INFINITY;
    assertThat(throttle.tps(now)).isInfinite();
  }

  @Test
  void noCallBeginsDuringAHold() {
    callFor(3, 100);
    int before = throttle.holds();
    refuse(5);
    assertThat(throttle.holds()).isNotEqualTo(before);
    assertThat(throttle.isHeld(now)).isTrue();
    assertThat(throttle.heldFor(now)).isEqualTo(seconds(5));
    assertThat(throttle.take(1, now)).isZero();
    assertThat(throttle.untilMore(now)).isEqualTo(seconds(5));
    pass(4.999);
    assertThat(throttle.take(1, now)).isZero();
    pass(0.001);
    assertThat(throttle.isHeld(now)).isFalse();
    assertThat(throttle.available(now)).as("the bucket is empty").isZero();
  }

  @Test
  void afterAHoldTheRateIsHalfAndReturns() {
    callFor(3, 100);
    refuse(1);
    assertThat(throttle.tps(now)).isEqualTo(50, within(1.0));
    pass(1);
    assertThat(callAsPermitted(1)).isBetween(58, 60);
    assertThat(throttle.tps(now)).isEqualTo(70, within(1.5));
    assertThat(callAsPermitted(1)).isBetween(78, 80);
    assertThat(throttle.tps(now)).isEqualTo(90, within(2.0));
    assertThat(callAsPermitted(3)).isBetween(264, 270);
  }

  @Test
  void permitsComeWhenTheyWereForetold() {
    callFor(3, 100);
    refuse(1);
    pass(1);
    for (int i = 0; i < 100; i++) {
      assertThat(throttle.take(1, now)).isZero();
      long wait = throttle.untilMore(now);
      assertThat(throttle.available(now + wait - 1000)).isZero();
      now += wait;
      assertThat(throttle.take(1, now)).isEqualTo(1);
    }
  }

  @Test
  void atAHighRateOneWakesForSeveral() {
    tps = Double.POSITIVE_INFINITY;
    demand = 1e6;
    callFor(3, 20_000);
    refuse(0);
    long wait = throttle.untilMore(now);
    assertThat(wait).isBetween(950_000L, 1_050_000L);
    now += wait;
    assertThat(throttle.available(now)).isBetween(9, 11);
  }

  @Test
  void bucketKeepsATenthOfASecond() {
    callFor(3, 100);
    refuse(0);
    pass(2);
    assertThat(throttle.available(now)).isEqualTo(9);
    assertThat(throttle.untilMore(now)).isEqualTo(Long.MAX_VALUE);
    throttle.giveBack(5, throttle.holds(), now);
    assertThat(throttle.available(now)).isEqualTo(9);
  }

  @Test
  void whatWasNotUsedCanBeUsedAgainButNotAfterAHold() {
    callFor(3, 100);
    refuse(0);
    pass(2);
    int holds = throttle.holds();
    assertThat(throttle.take(5, now)).isEqualTo(5);
    throttle.giveBack(3, holds, now);
    assertThat(throttle.take(9, now)).isEqualTo(7);
    refuse(0);
    throttle.giveBack(7, holds, now);
    assertThat(throttle.available(now)).isZero();
  }

  @Test
  void rateIsHalfOfWhatWasCalledIfThatIsLess() {
    callFor(10, 20);
    refuse(1);
    assertThat(throttle.tps(now)).isEqualTo(10, within(0.5));
  }

  @Test
  void unlimitedCacheGoesByWhatItCalled() {
    tps = Double.POSITIVE_INFINITY;
    callFor(10, 200);
    refuse(1);
    assertThat(throttle.tps(now)).isEqualTo(100, within(3.0));
  }

  @Test
  void holdAndEmptyBucketOfZeroLength() {
    callFor(3, 100);
    refuse(0);
    assertThat(throttle.isHeld(now)).isFalse();
    assertThat(throttle.take(1, now)).isZero();
    assertThat(throttle.tps(now)).isEqualTo(50, within(1.0));
    assertThat(throttle.untilMore(now)).isBetween(19_000_000L, 21_000_000L);
  }

  @Test
  void callsThatWereUnderWayDoNotLowerTheRateAgain() {
    callFor(3, 100);
    long startedBefore = now;
    pass(0.1);
    refuse(5);
    double after = throttle.tps(now);
    pass(1);
    for (int i = 0; i < 63; i++) {
      throttle.retryAfter(Duration.ofSeconds(1), startedBefore, false, now);
    }
    assertThat(throttle.heldFor(now)).as("a shorter one never shortens it").isEqualTo(seconds(4));
    assertThat(throttle.tps(now)).isEqualTo(after);
    throttle.retryAfter(Duration.ofSeconds(7), startedBefore, false, now);
    assertThat(throttle.heldFor(now)).as("a longer one prolongs it").isEqualTo(seconds(7));
    assertThat(throttle.tps(now)).isEqualTo(after);
    pass(8);
    throttle.retryAfter(Duration.ofSeconds(2), startedBefore, false, now);
    assertThat(throttle.heldFor(now)).as("a late one holds again").isEqualTo(seconds(2));
    assertThat(throttle.tps(now)).isEqualTo(after);
  }

  @Test
  void eachHoldHalvesButNeverBelowAHundredth() {
    demand = 20;
    callFor(3, 100);
    for (int i = 0; i < 20; i++) {
      refuse(0);
      pass(0.001);
    }
    assertThat(throttle.tps(now)).isEqualTo(0.2, within(0.001));
  }

  @Test
  void endlessHoldLastsAnHour() {
    throttle.retryAfter(Duration.ofSeconds(Long.MAX_VALUE), now, false, now);
    assertThat(throttle.heldFor(now)).isEqualTo(Duration.ofHours(1).toNanos());
  }

  @Test
  void releaseEndsAHoldAndTheRateReturnsAsEver() {
    callFor(3, 100);
    refuse(3600);
    pass(1);
    throttle.release(now);
    assertThat(throttle.isHeld(now)).isFalse();
    assertThat(throttle.available(now)).isZero();
    assertThat(throttle.tps(now)).isEqualTo(50, within(1.0));
    pass(1);
    throttle.release(now);
    assertThat(throttle.available(now)).as("only a hold is released").isPositive();
  }

  @Test
  void holdThatIsReleasedWasOnlyAsLongAsItLasted() {
    callFor(3, 100);
    refuse(3600);
    pass(10);
    throttle.release(now);
    pass(2 + 29.9);
    double usual = throttle.tps(now);
    pass(0.2);
    assertThat(throttle.tps(now))
        .as("three hold lengths later")
        .isEqualTo(usual / 0.9, within(FINE));
  }

  @Test
  void probesTellNoRateAndLowerItOnce() {
    demand = 40;
    callFor(3, 100);
    pass(600);
    for (int i = 0; i < 20; i++) {
      throttle.began(1, now);
      throttle.retryAfter(Duration.ofSeconds(5), now, true, now);
      assertThat(throttle.heldFor(now)).isEqualTo(seconds(5));
      assertThat(throttle.tps(now)).isEqualTo(20, within(FINE));
      pass(6);
    }
  }

  @Test
  void callsOfTheFirstTwoSecondsTellNoRateBelowTheDemand() {
    demand = 40;
    refuse(1);
    assertThat(throttle.tps(now)).isEqualTo(20);
  }

  @Test
  void retuneKeepsTheShareAndTheHold() {
    callFor(3, 100);
    refuse(5);
    double share = throttle.tps(now) / tps;
    tps = 1000;
    assertThat(throttle.tps(now)).isEqualTo(1000 * share, within(FINE));
    assertThat(throttle.heldFor(now)).isEqualTo(seconds(5));
    throttle.release(now);
    assertThat(throttle.tps(now)).isEqualTo(1000 * share, within(FINE));
    tps = 10;
    assertThat(throttle.tps(now)).isEqualTo(10 * share, within(FINE));
  }

  @Test
  void limitIsDroppedAtTwiceTheDemand() {
    demand = 40;
    overdue = 0;
    tps = Double.POSITIVE_INFINITY;
    callFor(3, 40);
    refuse(1);
    pass(1);
    double enough = 2 * throttle.tps(now);
    double steps = Math.ceil((80 / enough - 0.9) / 0.1);
    pass(2 + 3 * steps - 0.1);
    look();
    assertThat(throttle.tps(now)).isBetween(75.0, 80.0);
    pass(1.1);
    look();
    assertThat(throttle.tps(now)).isInfinite();
    assertThat(throttle.available(now)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void limitIsDroppedWhenTheSettingsPermitNoMore() {
    callFor(3, 100);
    refuse(1);
    pass(1 + 2 + 6.5);
    look();
    assertThat(throttle.untilLook(now)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void limitThatSufficesIsDroppedAsTheHoldEnds() {
    demand = 1 / 30.0;
    overdue = 1;
    callFor(30, 1 / 30.0);
    refuse(5);
    assertThat(throttle.untilLook(now)).isEqualTo(seconds(1));
    pass(4.5);
    look();
    assertThat(throttle.isHeld(now)).isTrue();
    assertThat(throttle.untilLook(now)).isEqualTo(seconds(0.5));
    pass(0.5);
    look();
    assertThat(throttle.take(1, now)).isEqualTo(1);
  }

  @Test
  void limitThatKeepsManyWaitingStays() {
    demand = 1;
    callFor(3, 100);
    refuse(1);
    pass(1);
    look();
    assertThat(throttle.tps(now)).isLessThan(100);
    overdue = 10;
    pass(1);
    look();
    assertThat(throttle.tps(now)).isEqualTo(100);
  }

  @Test
  void leastOfSeveralLimitsIsInForce() {
    callFor(3, 100);
    refuse(0);
    throttle.limit(new Constant(10, seconds(5)), now);
    assertThat(throttle.tps(now)).isEqualTo(10);
    assertThat(callAsPermitted(4)).isBetween(39, 41);
    pass(1);
    look();
    assertThat(throttle.tps(now)).isGreaterThan(90);
  }

  private record Constant(double rateAt, long endsAfter) implements RateCurve {

    @Override
    public double rateAt(long nanosSince) {
      return rateAt;
    }

    @Override
    public double permitsBy(long nanosSince) {
      return rateAt * nanosSince / 1e9;
    }
  }

  /** Calls at that rate, for so many seconds. */
  private void callFor(int seconds, double rate) {
    for (int i = 0; i < seconds * rate; i++) {
      throttle.began(1, now);
      pass(1 / rate);
    }
  }

  /** How many calls begin in so many seconds, if each begins as soon as it may. */
  private int callAsPermitted(double seconds) {
    long end = now + seconds(seconds);
    int calls = 0;
    while (end - now > 0) {
      int taken = throttle.take(10, now);
      calls += taken;
      throttle.began(taken, now);
      now += Math.min(end - now, throttle.untilMore(now));
    }
    return calls;
  }

  private void refuse(double seconds) {
    throttle.began(1, now);
    throttle.retryAfter(Duration.ofNanos(seconds(seconds)), now, false, now);
  }

  private void look() {
    throttle.look(now);
  }

  private void pass(double seconds) {
    now += seconds(seconds);
  }

  private static long seconds(double seconds) {
    return Math.round(seconds * 1e9);
  }
}
