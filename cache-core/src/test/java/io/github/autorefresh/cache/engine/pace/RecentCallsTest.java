package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RecentCallsTest {

  private static final long MILLI = 1_000_000;

  private final RecentCalls calls = new RecentCalls(null);

  @Test
  void steadyCallsAreTheirRateWhateverCameBefore() {
    for (int milli = 0; milli < 60_000; milli += 10) {
      calls.add(milli < 50_000 ? 1000 : 1, milli * MILLI);
    }
    assertThat(calls.perSecond(60_000 * MILLI, 0, 1)).isEqualTo(100, within(2.0));
  }

  @Test
  void callsAreForgottenAfterTwoSeconds() {
    calls.add(1000, 0);
    assertThat(calls.perSecond(1900 * MILLI, 0, 1)).isGreaterThan(500);
    assertThat(calls.perSecond(2200 * MILLI, 0, 1)).isLessThan(1);
    assertThat(calls.perSecond(1_000_000 * MILLI, 0, 1)).isLessThan(1);
  }

  @Test
  void timeInWhichNoCallCouldBeginDoesNotCount() {
    for (int milli = 9500; milli < 10_000; milli += 10) {
      calls.add(1, milli * MILLI);
    }
    assertThat(calls.perSecond(10_000 * MILLI, 9500 * MILLI, 1)).isEqualTo(100, within(1.0));
  }

  @Test
  void firstCallsAreNotTakenForAFlood() {
    calls.add(1, 5000 * MILLI);
    assertThat(calls.perSecond(5000 * MILLI, -1, 100 * MILLI)).isEqualTo(10);
  }

  @Test
  void silenceCountsAsOneCall() {
    calls.add(1, 0);
    assertThat(calls.perSecond(5000 * MILLI, 0, 1)).isEqualTo(0.5, within(0.02));
  }
}
