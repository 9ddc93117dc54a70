package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheSettings;
import org.junit.jupiter.api.Test;

class RunLengthTest {

  private static final int PARALLELISM = 64;
  private static final int PROCESSORS = 4;
  private static final long QUICK = 1_000;
  private static final long SLOW = 10_000_000;

  @Test
  void callsOfWhichNothingIsKnownHaveAsManyWorkersAsAllowed() {
    RunLength runLength = unlimited();

    assertThat(runLength.crewSize(PARALLELISM)).isEqualTo(PARALLELISM);
    assertThat(runLength.handedOver()).isOne();
  }

  @Test
  void slowCallsHaveAsManyWorkersAsAllowed() {
    RunLength runLength = unlimited();
    runLength.ran(1, SLOW);

    assertThat(runLength.crewSize(PARALLELISM)).isEqualTo(PARALLELISM);
    assertThat(runLength.handedOver()).isOne();
  }

  @Test
  void quickCallsHaveOneWorkerPerProcessor() {
    RunLength runLength = unlimited();
    runLength.ran(1, QUICK);

    assertThat(runLength.crewSize(PARALLELISM)).isEqualTo(PROCESSORS);
    assertThat(runLength.crewSize(3)).isEqualTo(3);
    assertThat(runLength.handedOver()).isEqualTo(50);
  }

  @Test
  void quickCallsHaveNoMoreWorkersThanTheRateKeepsBusy() {
    assertThat(quickAt(10_000).crewSize(PARALLELISM)).isEqualTo(1); // busy: a hundredth of one
    assertThat(quickAt(1_000_000).crewSize(PARALLELISM)).isEqualTo(3); // one
    assertThat(quickAt(10_000_000).crewSize(PARALLELISM)).isEqualTo(PROCESSORS); // ten
  }

  @Test
  void retuningChangesHowManyWorkersTheRateKeepsBusy() {
    RunLength runLength = quickAt(10_000);
    runLength.retune(at(1_000_000));

    assertThat(runLength.crewSize(PARALLELISM)).isEqualTo(3);
  }

  @Test
  void workersInASlowCallAreReplaced() {
    RunLength runLength = quickAt(10_000);
    assertThat(runLength.blocked(5)).isTrue();

    assertThat(runLength.crewSize(PARALLELISM)).isEqualTo(6);
    assertThat(runLength.crewSize(4)).isEqualTo(4);
  }

  @Test
  void handedOverRunHasNoMoreItemsThanArePermittedWhileItWaits() {
    assertThat(quickAt(1).handedOver()).isOne();
    assertThat(quickAt(100_000).handedOver()).isEqualTo(2);
  }

  private static RunLength unlimited() {
    return new RunLength(1, at(CacheSettings.UNLIMITED_TPS), PROCESSORS);
  }

  private static RunLength quickAt(double tps) {
    RunLength runLength = new RunLength(1, at(tps), PROCESSORS);
    runLength.ran(1, QUICK);
    return runLength;
  }

  private static CacheSettings at(double tps) {
    return CacheSettings.defaults().withTps(tps);
  }
}
