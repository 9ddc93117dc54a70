package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheSettings;
import org.junit.jupiter.api.Test;

class RunLengthTest {

  private static final int LONGEST = 64;
  private static final int PROCESSORS = 2;
  private static final long MICROS = 1_000;

  private static RunLength quick(double tps, long permitsLast) {
    RunLength length =
        new RunLength(
            1, CacheSettings.defaults().withTps(tps).withBurst(100), PROCESSORS, permitsLast);
    length.ran(100, 100 * MICROS / 10);
    return length;
  }

  @Test
  void permitsThatDoNotLastMakeRunsShort() {
    RunLength length = quick(200_000, 20 * MICROS);
    assertThat(length.handedOver()).isEqualTo(4);
    assertThat(length.isStale(5, 21 * MICROS)).isTrue();
    assertThat(length.isStale(5, 20 * MICROS)).isFalse();
    assertThat(length.isStale(4, 21 * MICROS)).isFalse();
  }

  @Test
  void permitsThatLastAreNeverGivenBack() {
    RunLength length = quick(10, Long.MAX_VALUE);
    assertThat(length.handedOver()).isEqualTo(LONGEST);
    assertThat(length.claimed()).isEqualTo(LONGEST);
    assertThat(length.isStale(LONGEST, 1_000_000 * MICROS)).isFalse();
  }
}
