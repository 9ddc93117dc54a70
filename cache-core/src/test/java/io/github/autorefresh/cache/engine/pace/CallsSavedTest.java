package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.spi.ManualTime;
import org.junit.jupiter.api.Test;

class CallsSavedTest {

  private static final long MINUTE = 60_000_000_000L;
  private static final long ORIGIN = new ManualTime().nanos(); // wraps around soon

  private final CallsSaved saved = new CallsSaved(ORIGIN);

  @Test
  void isZeroWhereNothingWasDone() {
    assertThat(saved.share(ORIGIN)).isZero();
  }

  @Test
  void isTheShareOfWhatAFixedCadenceWouldHaveMade() {
    saved.add(1, 4, ORIGIN);
    saved.add(1, 4, ORIGIN + 5 * MINUTE);
    assertThat(saved.share(ORIGIN + 6 * MINUTE)).isCloseTo(0.75, within(1e-9));
  }

  @Test
  void isNegativeIfMoreWereMade() {
    saved.add(3, 2, ORIGIN);
    assertThat(saved.share(ORIGIN)).isCloseTo(-0.5, within(1e-9));
  }

  @Test
  void anHourIsRemembered() {
    saved.add(1, 10, ORIGIN);
    assertThat(saved.share(ORIGIN + 59 * MINUTE)).isCloseTo(0.9, within(1e-9));
    assertThat(saved.share(ORIGIN + 60 * MINUTE)).isZero();
    saved.add(1, 2, ORIGIN + 60 * MINUTE);
    assertThat(saved.share(ORIGIN + 61 * MINUTE)).isCloseTo(0.5, within(1e-9));
  }
}
