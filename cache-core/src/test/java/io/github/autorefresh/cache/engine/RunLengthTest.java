package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheSettings;
import org.junit.jupiter.api.Test;

class RunLengthTest {

  private static final int PARALLELISM = 64;
  private static final int PROCESSORS = 4;
  private static final int LONGEST = 64;
  private static final long MICROS = 1_000;
  private static final long LAST = 20 * MICROS;

  @Test
  void callsOfWhichNothingIsKnownHaveAsManyWorkersAsAllowed() {
    RunLength length = new RunLength(1, at(10_000), PROCESSORS, LAST);

    assertThat(length.crewSize(PARALLELISM)).isEqualTo(PARALLELISM);
    assertThat(length.handedOver()).isOne();
  }

  @Test
  void slowCallsHaveAsManyWorkersAsAllowed() {
    RunLength length = new RunLength(1, at(10_000), PROCESSORS, LAST);
    length.ran(1, 10_000 * MICROS);

    assertThat(length.crewSize(PARALLELISM)).isEqualTo(PARALLELISM);
    assertThat(length.handedOver()).isOne();
  }

  @Test
  void quickCallsHaveOneWorkerPerProcessor() {
    RunLength length = quick(CacheSettings.UNLIMITED_TPS, LAST);

    assertThat(length.crewSize(PARALLELISM)).isEqualTo(PROCESSORS);
    assertThat(length.crewSize(3)).isEqualTo(3);
    assertThat(length.handedOver()).isEqualTo(50);
  }

  @Test
  void quickCallsHaveNoMoreWorkersThanTheRateKeepsBusy() {
    assertThat(quick(10_000, LAST).crewSize(PARALLELISM)).isEqualTo(1); // busy: a fiftieth
    assertThat(quick(500_000, LAST).crewSize(PARALLELISM)).isEqualTo(3); // busy: one
    assertThat(quick(10_000_000, LAST).crewSize(PARALLELISM)).isEqualTo(PROCESSORS);
  }

  @Test
  void quickCallsWithSlowClaimsHaveAsManyWorkersAsThatKeepsBusy() {
    RunLength length = quick(10_000, LAST);
    for (int i = 0; i < 100; i++) {
      length.worked(1, 1_000 * MICROS);
    }

    assertThat(length.crewSize(PARALLELISM)).isEqualTo(PROCESSORS);
  }

  @Test
  void retuningChangesHowManyWorkersTheRateKeepsBusy() {
    RunLength length = quick(10_000, LAST);
    length.retune(at(500_000));

    assertThat(length.crewSize(PARALLELISM)).isEqualTo(3);
  }

  @Test
  void workersInASlowCallAreReplaced() {
    RunLength length = quick(10_000, LAST);
    assertThat(length.blocked(5)).isTrue();

    assertThat(length.crewSize(PARALLELISM)).isEqualTo(6);
    assertThat(length.crewSize(4)).isEqualTo(4);
  }

  @Test
  void permitsThatDoNotLastMakeRunsShort() {
    RunLength length = quick(200_000, LAST);

    assertThat(length.handedOver()).isEqualTo(4);
    assertThat(length.isStale(5, LAST + MICROS)).isTrue();
    assertThat(length.isStale(5, LAST)).isFalse();
    assertThat(length.isStale(4, LAST + MICROS)).isFalse();
  }

  @Test
  void twoPermitsMayBeLate() {
    RunLength length = quick(10_000, LAST);

    assertThat(length.isStale(2, 1_000_000 * MICROS)).isFalse();
    assertThat(length.isStale(5, 200 * MICROS)).isFalse();
    assertThat(length.isStale(5, 201 * MICROS)).isTrue();
  }

  @Test
  void permitsThatLastAreNeverGivenBack() {
    RunLength length = new RunLength(1, at(10), PROCESSORS, Long.MAX_VALUE);
    length.ran(100, 10 * MICROS);

    assertThat(length.handedOver()).isEqualTo(LONGEST);
    assertThat(length.claimed()).isEqualTo(LONGEST);
    assertThat(length.isStale(LONGEST, 1_000_000 * MICROS)).isFalse();
  }

  /** Calls of a microsecond, and two for each item from its claim to its release. */
  private static RunLength quick(double tps, long permitsLast) {
    RunLength length = new RunLength(1, at(tps), PROCESSORS, permitsLast);
    length.ran(1, MICROS);
    length.worked(1, 2 * MICROS);
    return length;
  }

  private static CacheSettings at(double tps) {
    return CacheSettings.defaults().withTps(tps);
  }
}
