package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WallClockJumpsTest {

  private static final long SECOND = 1_000_000_000;

  private final WallClockJumps jumps = new WallClockJumps();
  private long now = 7 * SECOND;
  private long wallMillis = 1_700_000_000_000L;

  private void pass(long seconds, long wallMillisMore) {
    now += seconds * SECOND;
    wallMillis += seconds * 1_000 + wallMillisMore;
    jumps.look(now, wallMillis);
  }

  @Test
  void clockThatIsSlewedIsBelieved() {
    pass(0, 0);
    for (int minute = 0; minute < 100; minute++) {
      pass(60, minute % 2 == 0 ? 900 : -900);
      assertThat(jumps.mayBeWrong(60 * SECOND, now)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {60_000, -60_000})
  void timeInWhichItWasSetIsNotBelieved(long set) {
    pass(0, 0);
    pass(10, set);
    assertThat(jumps.mayBeWrong(SECOND, now)).isTrue();
    now += 100 * SECOND;
    assertThat(jumps.mayBeWrong(100 * SECOND, now)).as("since it was set").isTrue();
    assertThat(jumps.mayBeWrong(39 * SECOND, now)).as("read since, by either clock").isFalse();
    assertThat(jumps.mayBeWrong(41 * SECOND, now)).as("it may have been set by a minute").isTrue();
  }

  @Test
  void firstLookIsNoJump() {
    pass(0, 0);
    assertThat(jumps.mayBeWrong(Long.MAX_VALUE / 2, now)).isFalse();
  }
}
