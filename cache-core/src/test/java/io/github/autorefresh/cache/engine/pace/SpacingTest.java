package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpacingTest {

  private static final double PERIOD = 30;
  private static final long SECOND = 1_000_000_000;

  private final Spacing spacing = new Spacing(PERIOD, 0);

  @Test
  void risesIfChangesAreFoundSoonAndFallsIfLate() {
    double first = spacing.value();
    spacing.found(0.5, 60 * SECOND);
    double second = spacing.value();
    assertThat(second).isGreaterThan(first);
    spacing.found(3, 120 * SECOND);
    assertThat(spacing.value()).isLessThan(second);
  }

  @Test
  void meanIntervalBecomesTheGoal() {
    SplittableRandom random = new SplittableRandom(1);
    double sum = 0;
    for (int i = 0; i < 20_000; i++) {
      double interval = 0.02 * spacing.value() * 50 * random.nextDouble(); // mean s/2
      spacing.found(interval, i * SECOND);
      sum += i < 10_000 ? 0 : interval;
    }
    assertThat(sum / 10_000).isCloseTo(1, within(0.03));
    assertThat(spacing.value()).isCloseTo(2, within(0.3));
  }

  /** A thousand changes a second, each found in an interval planned five periods before. */
  @Test
  void doesNotSwingThoughItsEffectIsSeenLate() {
    ArrayDeque<Double> planned = new ArrayDeque<>();
    int lag = (int) (5 * PERIOD);
    double least = Double.MAX_VALUE;
    double most = 0;
    for (int second = 0; second < 20_000; second++) {
      planned.add(spacing.value() / 2);
      if (planned.size() > lag) {
        double interval = planned.remove();
        for (int i = 0; i < 1_000; i++) {
          spacing.found(interval, second * SECOND);
        }
      }
      if (second > 10_000) {
        least = Math.min(least, spacing.value());
        most = Math.max(most, spacing.value());
      }
    }
    assertThat(least).isCloseTo(2, within(0.05));
    assertThat(most).isCloseTo(2, within(0.05));
  }

  @Test
  void staysWithinReachWhateverIsFound() {
    double first = spacing.value();
    for (int i = 1; i < 100_000; i++) {
      spacing.found(0, i * 60L * SECOND);
    }
    assertThat(spacing.value()).isCloseTo(10 * first, within(1e-9));
    for (int i = 100_001; i < 200_000; i++) {
      spacing.found(1e6, i * 60L * SECOND);
    }
    assertThat(spacing.value()).isPositive().isFinite().isLessThan(first * 1e-5);
  }

  @Test
  void isInProportionToThePeriodThatIsSet() {
    double before = spacing.value();
    spacing.retune(2 * PERIOD);
    assertThat(spacing.value()).isCloseTo(2 * before, within(1e-9));
  }
}
