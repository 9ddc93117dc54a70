package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class UsualDurationTest {

  private static final Offset<Double> EXACTLY = within(1e-9);

  private final UsualDuration usual = new UsualDuration();

  @Test
  void nothingIsKnownBeforeTheFirstObservation() {
    assertThat(usual.nanos()).isNaN();
  }

  @Test
  void firstObservationIsTakenAsItIs() {
    usual.observe(4, 4_000);
    assertThat(usual.nanos()).isEqualTo(1_000, EXACTLY);
  }

  @Test
  void furtherObservationsMoveItByAnEighth() {
    usual.observe(1, 1_000);
    usual.observe(1, 1_800);
    assertThat(usual.nanos()).isEqualTo(1_100, EXACTLY);
    usual.observe(2, 600);
    assertThat(usual.nanos()).isEqualTo(1_000, EXACTLY);
  }

  @Test
  void oneThatHangsHardlyChangesIt() {
    usual.observe(1, 1_000);
    usual.observe(1, Long.MAX_VALUE);
    assertThat(usual.nanos()).isEqualTo(1_375, EXACTLY);
  }

  @Test
  void itFollowsWhatHasBecomeSlow() {
    usual.observe(1, 1_000);
    for (int i = 0; i < 50; i++) {
      usual.observe(1, 1_000_000);
    }
    assertThat(usual.nanos()).isEqualTo(1_000_000, within(50_000.0));
  }

  @Test
  void whatTakesNoTimeTakesANanosecond() {
    usual.observe(1, 0);
    assertThat(usual.nanos()).isEqualTo(1, EXACTLY);
    usual.observe(8, 80); // it can grow from there
    assertThat(usual.nanos()).isEqualTo(1.375, EXACTLY);
  }
}
