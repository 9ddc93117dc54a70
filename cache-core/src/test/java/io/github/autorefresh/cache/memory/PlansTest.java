package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlansTest {

  @Test
  void planIsWithinFivePercentOfTheInterval() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      float interval = (float) Math.exp(random.nextDouble(Math.log(1e-5), Math.log(1e5)));
      assertThat(Plans.of(Plans.nearest(interval)) / interval).isBetween(0.95f, 1.05f);
    }
  }

  @Test
  void periodIsExact() {
    assertThat(Plans.nearest(1)).isEqualTo(Plans.PERIOD);
    assertThat(Plans.of(Plans.PERIOD)).isEqualTo(1);
  }

  @Test
  void planOfAnIntervalBeyondAllBoundsIsTheLastOne() {
    assertThat(Plans.of(Plans.nearest(Float.MAX_VALUE))).isBetween(1e5f, 1e6f);
    assertThat(Plans.of(Plans.nearest(Float.MIN_VALUE))).isBetween(1e-6f, 1e-5f);
    assertThat(Plans.of(Plans.nearest(Float.POSITIVE_INFINITY))).isBetween(1e5f, 1e6f);
    assertThat(Plans.of(Plans.nearest(0))).isBetween(1e-6f, 1e-5f);
  }
}
