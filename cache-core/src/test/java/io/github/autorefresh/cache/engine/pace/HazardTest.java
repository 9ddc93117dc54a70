package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class HazardTest {

  private static final double PERIOD = 30;
  private static final double FOREVER = 1e9;

  private final Hazard hazard = new Hazard();

  /** What the formula says, without its closed form: the integral in small steps. */
  private static final class Formula {

    private final double[] events = new double[Hazard.BUCKETS];
    private final double[] exposure = new double[Hazard.BUCKETS];

    int bucket(double age) {
      int b = 0;
      while (b < Hazard.BUCKETS - 1 && age >= 2 * Math.pow(1.25, b)) {
        b++;
      }
      return b;
    }

    double at(double age) {
      int b = bucket(age);
      return (events[b] + 0.5) / (exposure[b] + 0.5 * (age + PERIOD));
    }

    double untilSpacing(double age, double spacing) {
      double step = 0.001;
      double sum = 0;
      double t = 0;
      while (sum < spacing) {
        sum += step * Math.sqrt(at(age + t + step / 2));
        t += step;
      }
      return t;
    }
  }

  @Test
  void nextIntervalIsWhatTheFormulaGives() {
    Formula formula = new Formula();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 500; i++) {
      double age = random.nextDouble(400);
      int b = formula.bucket(age);
      double middle = b == 0 ? 1 : 2.25 * Math.pow(1.25, b - 1);
      boolean changed = random.nextInt(10) == 0; // all of it in one bucket
      hazard.seen(middle - 0.05, middle + 0.05, changed, true);
      formula.exposure[b] += changed ? 0.05 : 0.1;
      formula.events[b] += changed ? 1 : 0;
    }
    for (double age : new double[] {0, 0.5, 1.9, 2, 7, 33, 100, 260, 1_000, 80_000}) {
      for (double spacing : new double[] {0.1, 1, 4.5}) {
        assertThat(hazard.untilSpacing(age, spacing, PERIOD, FOREVER))
            .as("at age %s, for %s", age, spacing)
            .isCloseTo(formula.untilSpacing(age, spacing), within(0.01));
      }
    }
  }

  @Test
  void newKindHasAFirstIntervalOfAPeriod() {
    for (double period : new double[] {0.01, 1, 30, 86_400}) {
      double spacing = new Spacing(period, 0).value();
      assertThat(hazard.untilSpacing(0, spacing, period, FOREVER))
          .isCloseTo(period, within(1e-9 * period));
    }
  }

  /** If nothing was seen, ½ / (½ (a + P)) is all there is, and ∫√h = 2 √(a + P). */
  @Test
  void priorAloneMakesIntervalsGrowWithTheRootOfTheAge() {
    double spacing = 3;
    for (double age : new double[] {0, 10, 1_000, 50_000}) {
      double root = Math.sqrt(age + PERIOD) + spacing / 2;
      assertThat(hazard.untilSpacing(age, spacing, PERIOD, FOREVER))
          .isCloseTo(root * root - PERIOD - age, within(1e-6));
    }
  }

  /** With a constant hazard λ the interval is s / √λ at any age. */
  @Test
  void exponentialLifetimesGiveConstantIntervals() {
    double rate = 1 / 600.0;
    learn(u -> -Math.log(1 - u) / rate, 4_000, 1);
    double spacing = PERIOD * Math.sqrt(rate);
    for (double age : new double[] {0, 30, 200, 700}) {
      assertThat(hazard.untilSpacing(age, spacing, PERIOD, FOREVER))
          .as("at age %s", age)
          .isCloseTo(PERIOD, within(0.2 * PERIOD)); // 2,000 events in 48 buckets
    }
    assertThat(hazard.median(PERIOD)).isCloseTo(600 * Math.log(2), within(40.0));
  }

  /** Weibull with shape 2: h = 2a/θ², and ∫√h = (√2/θ) (2/3) a^(3/2). */
  @Test
  void weibullLifetimesGiveIntervalsThatShrinkWithTheRootOfTheAge() {
    double scale = 600;
    learn(u -> scale * Math.sqrt(-Math.log(1 - u)), 4_000, 1);
    double spacing = 1;
    for (double age : new double[] {100, 300, 600}) {
      double sum = Math.pow(age, 1.5) + spacing * 1.5 * scale / Math.sqrt(2);
      assertThat(hazard.untilSpacing(age, spacing, PERIOD, FOREVER))
          .as("at age %s", age)
          .isCloseTo(Math.pow(sum, 2 / 3.0) - age, within(4.0)); // buckets are a fourth wide
    }
    assertThat(hazard.median(PERIOD)).isCloseTo(scale * Math.sqrt(Math.log(2)), within(20.0));
  }

  /** Uniform from 540 to 660 s: nothing before, then h = 1/(660 - a). */
  @Test
  void uniformLifetimesAreNotLookedForBeforeTheyCanEnd() {
    learn(u -> 540 + 120 * u, 4_000, 1);
    assertThat(hazard.untilSpacing(0, 2.5, PERIOD, FOREVER)).isBetween(500.0, 560.0);
    assertThat(hazard.untilSpacing(580, 2.5, PERIOD, FOREVER)).isBetween(12.0, 30.0);
    assertThat(hazard.median(PERIOD)).isCloseTo(600, within(30.0));
  }

  @Test
  void changeIsSpreadOverItsIntervalAndAddsHalfTheExposure() {
    Hazard spread = new Hazard();
    for (int i = 0; i < 200; i++) {
      spread.seen(0, 4, true, true); // half of it below 2 s, three fourths of the rest below 2.5...
    }
    // Below 2 s: 100 events in 200 s of exposure. So the first second counts √((100.5)/(200 +
    // ...)).
    double expected = Math.sqrt(100.5 / (200 + 0.5 * (0.5 + PERIOD)));
    assertThat(spread.untilSpacing(0, expected, PERIOD, FOREVER)).isCloseTo(1, within(0.001));
  }

  @Test
  void changeThatWasToldAddsExposureAndNoEvent() {
    hazard.seen(0, 1, true, false);
    double expected = Math.sqrt(0.5 / (0.5 + 0.5 * (0.5 + PERIOD)));
    assertThat(hazard.untilSpacing(0, expected, PERIOD, FOREVER)).isCloseTo(1, within(0.001));
    assertThat(hazard.changes()).isZero();
  }

  @Test
  void tripledDurationsAreNoticedWithinTheTimeOfAFewItems() {
    learn(u -> 540 + 120 * u, 10_000, 5);
    assertThat(hazard.median(PERIOD)).isCloseTo(600, within(30.0));
    learn(u -> 3 * (540 + 120 * u), 60, 5);
    assertThat(hazard.untilSpacing(1_000, 1, PERIOD, FOREVER)).isGreaterThan(60);
  }

  @Test
  void nothingIsLearnedFromNoTime() {
    Hazard before = new Hazard();
    hazard.seen(5, 5, true, true);
    hazard.seen(5, 4, false, true);
    hazard.seen(Double.NaN, 4, false, true);
    assertThat(hazard.toString()).isEqualTo(before.toString());
  }

  /** No input leaves the bounds, or gives a wait that is not finite. */
  @Test
  void anyHistoryGivesAFiniteWaitWithinTheBound() {
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Hazard any = new Hazard();
      int syncs = random.nextInt(5_000);
      for (int i = 0; i < syncs; i++) {
        double from = magnitude(random, -3, 9);
        any.seen(from, from + magnitude(random, -9, 9), random.nextBoolean(), random.nextBoolean());
      }
      for (int i = 0; i < 100; i++) {
        double longest = magnitude(random, -6, 9);
        double wait =
            any.untilSpacing(
                magnitude(random, -9, 10),
                magnitude(random, -9, 4),
                magnitude(random, -6, 9),
                longest);
        assertThat(wait).as("seed %s", seed).isFinite().isBetween(0.0, longest);
      }
      assertThat(any.median(magnitude(random, -6, 9))).as("seed %s", seed).isFinite().isPositive();
    }
  }

  /** Memory of 2^20 syncs without any change must not make the exposure stand still. */
  @Test
  void manySyncsWithoutAChangeStillCount() {
    for (int i = 0; i < 3_000_000; i++) {
      hazard.seen(100, 101, false, true);
    }
    double before = hazard.untilSpacing(100, 1e-3, PERIOD, FOREVER);
    for (int i = 0; i < 2_000; i++) {
      hazard.seen(100, 101, true, true);
    }
    assertThat(hazard.untilSpacing(100, 1e-3, PERIOD, FOREVER)).isLessThan(before / 10);
  }

  private static double magnitude(SplittableRandom random, int from, int to) {
    return Math.pow(10, from + (to - from) * random.nextDouble());
  }

  /** Watches items from creation to change, in steps of so many seconds. */
  private void learn(DoubleUnaryOperator lifetime, int items, double step) {
    JitterSequence evenly = new JitterSequence(7);
    for (int i = 0; i < items; i++) {
      double end = lifetime.applyAsDouble(evenly.next());
      for (double at = 0; at < end; at += step) {
        hazard.seen(at, at + step, at + step >= end, true);
      }
    }
  }
}
