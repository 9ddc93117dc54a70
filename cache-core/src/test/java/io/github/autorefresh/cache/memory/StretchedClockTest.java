package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StretchedClockTest {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private final StretchMeter meter = new StretchMeter();
  private final StretchedClock clock = new StretchedClock(meter);

  @Test
  void isTheRealTimeWhileNothingIsStretched() {
    for (long now = 0; now < 100 * SECOND; now += 7 * SECOND + 13) {
      clock.pass(now, clock.at(now, 1));
      assertThat(clock.now()).isEqualTo(now);
      assertThat(clock.toReal(now + 5, now)).isEqualTo(now + 5);
    }
    assertThat(clock.offset()).isZero();
    assertThat(meter.stretch()).isEqualTo(1);
  }

  @Test
  void runsAtTheInverseOfTheFactorInHoweverManySteps() {
    for (long now = 0; now <= 100 * SECOND; now += MILLI) {
      clock.pass(now, clock.at(now, 4));
      observe();
    }
    assertThat(clock.now()).isCloseTo(25 * SECOND, within(MILLI));
    assertThat(clock.offset()).isCloseTo(75 * SECOND, within(MILLI));
    assertThat(meter.stretch()).isCloseTo(4, within(0.01));
    assertThat(clock.toReal(clock.now() + 10 * SECOND, 100 * SECOND))
        .isCloseTo(140 * SECOND, within(SECOND / 2));
  }

  @Test
  void whoWaitsUntilATimeFindsThatItHasCome() {
    for (double factor : new double[] {1, 1.0000001, 1.7, 3, 800_000}) {
      StretchedClock waited = new StretchedClock(new StretchMeter());
      waited.pass(123, 123);
      long due = 5 * SECOND + 1;
      long wait = waited.until(due, factor);
      assertThat(waited.at(123 + wait, factor)).isGreaterThanOrEqualTo(due);
      assertThat(waited.at(122 + wait - (long) factor - 2, factor)).isLessThan(due);
    }
    assertThat(clock.until(Long.MAX_VALUE / 2, 1e9)).isEqualTo(Long.MAX_VALUE);
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
    if (meter.isToObserve()) {
      meter.observe(1, 1000);
    }
  }
}
