package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StretchedClockTest {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private final StretchedClock clock = new StretchedClock();

  @Test
  void isTheRealTimeWhileNothingIsStretched() {
    for (long now = 0; now < 100 * SECOND; now += 7 * SECOND + 13) {
      clock.pass(now, clock.at(now, 1));
      assertThat(clock.now()).isEqualTo(now);
      assertThat(clock.toReal(now + 5, now)).isEqualTo(now + 5);
    }
    assertThat(clock.offset()).isZero();
    assertThat(clock.stretch()).isEqualTo(1);
  }

  @Test
  void runsAtTheInverseOfTheFactorInHoweverManySteps() {
    for (long now = 0; now <= 100 * SECOND; now += MILLI) {
      clock.pass(now, clock.at(now, 4));
      observe();
    }
    assertThat(clock.now()).isCloseTo(25 * SECOND, within(MILLI));
    assertThat(clock.offset()).isCloseTo(75 * SECOND, within(MILLI));
    assertThat(clock.stretch()).isCloseTo(4, within(0.01));
    assertThat(clock.toReal(clock.now() + 10 * SECOND, 100 * SECOND))
        .isCloseTo(140 * SECOND, within(SECOND / 2));
  }

  @Test
  void whoWaitsUntilATimeFindsThatItHasCome() {
    for (double factor : new double[] {1, 1.0000001, 1.7, 3, 800_000}) {
      StretchedClock waited = new StretchedClock();
      waited.pass(123, 123);
      long due = 5 * SECOND + 1;
      long wait = waited.until(due, factor);
      assertThat(waited.at(123 + wait, factor)).isGreaterThanOrEqualTo(due);
      assertThat(waited.at(122 + wait - (long) factor - 2, factor)).isLessThan(due);
    }
    assertThat(clock.until(Long.MAX_VALUE / 2, 1e9)).isEqualTo(Long.MAX_VALUE);
  }

  /** With t seconds of twice the rate, and then of none: 2 - e^(-t/2), and so on. */
  @Test
  void stretchThatIsToldIsThatOfTheLastSeconds() {
    long now = 0;
    for (; now <= 60 * SECOND; now += 50 * MILLI) {
      clock.pass(now, clock.at(now, 2));
      observe();
    }
    assertThat(clock.stretch()).isCloseTo(2, within(0.001));
    for (long end = now + 2 * SECOND; now < end; now += 50 * MILLI) {
      clock.pass(now, clock.at(now, 1));
      observe();
    }
    // Of the stretched time, 1/e is at 1/2 and the rest at 1.
    assertThat(clock.stretch()).isCloseTo(1 / (1 - 0.5 * Math.exp(-1)), within(0.02));
  }

  @Test
  void toldStretchIsBounded() {
    clock.pass(SECOND, 0);
    clock.observe(7);
    assertThat(clock.stretch()).isEqualTo(7);
    clock.pass(2 * SECOND, 2 * SECOND);
    clock.observe(7);
    assertThat(clock.stretch()).as("it has caught up").isBetween(1.0, 2.0);
  }

  @Test
  void standsStillAndJumps() {
    clock.pass(SECOND, SECOND);
    clock.pass(3 * SECOND, SECOND);
    assertThat(clock.now()).isEqualTo(SECOND);
    assertThat(clock.movedAt()).isEqualTo(SECOND);
    assertThat(clock.offset()).isEqualTo(2 * SECOND);
    clock.pass(3 * SECOND, 2 * SECOND);
    assertThat(clock.movedAt()).isEqualTo(3 * SECOND);
    assertThat(clock.offset()).isEqualTo(SECOND);
  }

  private void observe() {
    if (clock.isToObserve()) {
      clock.observe(Double.MAX_VALUE);
    }
  }
}
