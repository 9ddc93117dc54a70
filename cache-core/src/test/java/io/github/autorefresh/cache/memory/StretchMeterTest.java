package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StretchMeterTest {

  private static final long STEP = 50_000_000;
  private static final long SECOND = 20 * STEP;

  private final StretchMeter meter = new StretchMeter();

  /** So many seconds pass in which the stretched time runs at this part of the real one. */
  private void pass(double seconds, double part, double demand) {
    pass(seconds, part, 1, demand);
  }

  private void pass(double seconds, double part, double factor, double demand) {
    for (int i = 0; i < seconds * 20; i++) {
      meter.passed(STEP, (long) (STEP * part));
      if (meter.isToObserve()) {
        meter.observe(factor, demand);
      }
    }
  }

  @Test
  void whatIsDemandedByWhatIsPermittedIsToldInSeconds() {
    pass(4, 1 / 5.0, 5, 1000);
    assertThat(meter.stretch()).isGreaterThan(4);
    pass(4, 1, 1, 1000);
    assertThat(meter.stretch()).isLessThan(1.2);
    pass(12, 1 / 400.0, 400, 200_000);
    assertThat(meter.stretch()).isGreaterThan(300);
  }

  @Test
  void tellsTheRealTimePerStretchedTime() {
    assertThat(meter.stretch()).isEqualTo(1);
    pass(60, 0.5, 1000);
    assertThat(meter.stretch()).isCloseTo(2, within(0.001));
    pass(60, 0.1, 1000);
    assertThat(meter.stretch()).isCloseTo(10, within(0.01));
    pass(60, 1, 1000);
    assertThat(meter.stretch()).isCloseTo(1, within(0.001));
  }

  @Test
  void tellsThatOfTheLastTwoSeconds() {
    pass(60, 0.5, 1000);
    pass(2, 1, 1000);
    assertThat(meter.stretch()).isBetween(1.1, 1.4);
    pass(4, 1, 1000);
    assertThat(meter.stretch()).isLessThan(1.1);
  }

  @Test
  void whereLittleIsDueItTakesLongerToTell() {
    pass(600, 0.5, 1); // ten are due in ten seconds of the stretched time
    assertThat(meter.stretch()).isCloseTo(2, within(0.001));
    pass(4, 1, 1);
    assertThat(meter.stretch()).isGreaterThan(1.6);
    pass(60, 1, 1);
    assertThat(meter.stretch()).isCloseTo(1, within(0.01));
  }

  @Test
  void timeThatStandsStillIsNotForgottenAndNotTakenForEndless() {
    pass(10, 0, 1000);
    assertThat(meter.stretch()).isEqualTo(6); // ten seconds more for two
    pass(60, 1, 1000);
    assertThat(meter.stretch()).isCloseTo(1, within(0.001));
  }

  @Test
  void isNotMuchMoreThanWhatIsDemandedByWhatIsClaimed() {
    for (int i = 0; i < 200; i++) {
      meter.claimed(5); // a hundred a second
      pass(0.05, 0, 150);
    }
    assertThat(meter.stretch()).isBetween(3.0, 4.0);
    meter.claimed(-10_000);
    pass(0.05, 0, 150);
    assertThat(meter.stretch()).isGreaterThan(4);
  }

  @Test
  void whatIsIgnoredTellsNothingButTheFactor() {
    meter.passed(SECOND, 0);
    meter.ignore(1.7);
    assertThat(meter.stretch()).isEqualTo(1.7);
    assertThat(meter.isToObserve()).isFalse();
    pass(0.05, 1, 1000);
    assertThat(meter.stretch()).isEqualTo(1);
  }

  @Test
  void nothingIsStretchedThatNobodyDemands() {
    pass(10, 0, 0);
    assertThat(meter.stretch()).isEqualTo(1);
  }
}
