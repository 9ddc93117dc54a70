package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkerDemandTest {

  private static final int PARALLELISM = 64;
  private static final int PROCESSORS = 4;
  private static final long MICROS = 1_000;

  private final UsualDuration call = new UsualDuration();
  private final UsualDuration work = new UsualDuration();
  private double tps = Double.POSITIVE_INFINITY;
  private final WorkerDemand demand = demand(PARALLELISM, 1);

  private WorkerDemand demand(int parallelism, int maxBatch) {
    ClaimSize size = new ClaimSize(maxBatch, call, () -> Long.MAX_VALUE);
    return new WorkerDemand(parallelism, PROCESSORS, size, work, () -> tps);
  }

  /** Calls of a microsecond, and two for each item from its claim to its release. */
  private void quickCalls() {
    call.observe(1, MICROS);
    work.observe(1, 2 * MICROS);
  }

  @Test
  void callsOfWhichNothingIsKnownHaveAsManyWorkersAsAllowed() {
    assertThat(demand.workers()).isEqualTo(PARALLELISM);
  }

  @Test
  void slowCallsHaveAsManyWorkersAsAllowedHoweverLowTheRate() {
    call.observe(1, 10_000 * MICROS);
    tps = 1;
    assertThat(demand.workers()).isEqualTo(PARALLELISM);
  }

  @Test
  void batchesHaveAsManyWorkersAsAllowed() {
    quickCalls();
    assertThat(demand(PARALLELISM, 100).workers()).isEqualTo(PARALLELISM);
  }

  @Test
  void quickCallsHaveOneWorkerPerProcessor() {
    quickCalls();
    assertThat(demand.workers()).isEqualTo(PROCESSORS);
    assertThat(demand(3, 1).workers()).isEqualTo(3);
  }

  @Test
  void quickCallsHaveOneWorkerPerProcessorUntilTheWorkIsKnown() {
    call.observe(1, MICROS);
    tps = 10_000;
    assertThat(demand.workers()).isEqualTo(PROCESSORS);
  }

  @Test
  void quickCallsHaveNoMoreWorkersThanTheRateKeepsBusy() {
    quickCalls();
    tps = 10_000; // busy: a fiftieth
    assertThat(demand.workers()).isEqualTo(1);
    tps = 500_000; // busy: one
    assertThat(demand.workers()).isEqualTo(3);
    tps = 10_000_000;
    assertThat(demand.workers()).isEqualTo(PROCESSORS);
  }

  @Test
  void quickCallsWithSlowClaimsHaveAsManyWorkersAsThatKeepsBusy() {
    quickCalls();
    tps = 10_000;
    for (int i = 0; i < 100; i++) {
      work.observe(1, 1_000 * MICROS);
    }
    assertThat(demand.workers()).isEqualTo(PROCESSORS);
  }

  @Test
  void blockedWorkersAreReplaced() {
    quickCalls();
    tps = 10_000;
    assertThat(demand.blocked(5)).isTrue();
    assertThat(demand.workers()).isEqualTo(6);
    assertThat(demand.blocked(5)).as("no change").isFalse();
    assertThat(demand.blocked(0)).isTrue();
    assertThat(demand.workers()).isEqualTo(1);
  }

  @Test
  void blockedWorkersAreReplacedAsFarAsTheParallelismAllows() {
    quickCalls();
    WorkerDemand narrow = demand(4, 1);
    narrow.blocked(5);
    assertThat(narrow.workers()).isEqualTo(4);
  }
}
