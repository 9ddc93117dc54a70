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

  /** Of as many as count, the least is this. */
  private void settle(long nanos) {
    for (int i = 0; i < 8; i++) {
      usual.observe(1, nanos);
    }
  }

  @Test
  void ofTheFirstObservationsTheLeastCounts() {
    usual.observe(1, 5_000_000); // code that runs for the first time
    usual.observe(1, 1_000);
    usual.observe(1, 2_000);
    assertThat(usual.nanos()).isEqualTo(1_000, EXACTLY);
  }

  @Test
  void firstObservationIsTakenAsItIs() {
    usual.observe(4, 4_000);
    assertThat(usual.nanos()).isEqualTo(1_000, EXACTLY);
  }

  @Test
  void furtherObservationsMoveItByAnEighth() {
    settle(1_000);
    usual.observe(1, 1_800);
    assertThat(usual.nanos()).isEqualTo(1_100, EXACTLY);
    usual.observe(2, 600);
    assertThat(usual.nanos()).isEqualTo(1_000, EXACTLY);
  }

  @Test
  void oneThatHangsHardlyChangesIt() {
    settle(1_000);
    usual.observe(1, Long.MAX_VALUE);
    assertThat(usual.nanos()).isEqualTo(1_375, EXACTLY);
  }

  @Test
  void itFollowsWhatHasBecomeSlow() {
    settle(1_000);
    for (int i = 0; i < 50; i++) {
      usual.observe(1, 1_000_000);
    }
    assertThat(usual.nanos()).isEqualTo(1_000_000, within(50_000.0));
  }

  @Test
  void whatTakesNoTimeTakesANanosecond() {
    settle(0);
    assertThat(usual.nanos()).isEqualTo(1, EXACTLY);
    usual.observe(8, 80); // it can grow from there
    assertThat(usual.nanos()).isEqualTo(1.375, EXACTLY);
  }
}
