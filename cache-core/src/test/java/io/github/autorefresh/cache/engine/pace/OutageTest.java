package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.engine.pace.Outage.Probe;
import io.github.autorefresh.cache.spi.SharedOutage;
import io.github.autorefresh.cache.spi.StoreStats;
import org.junit.jupiter.api.Test;

class OutageTest {

  private static final long SECOND = 1_000_000_000;

  private final RetryBudget retries = new RetryBudget(0);
  private Outage outage = withDetection(true);

  private Outage withDetection(boolean on) {
    return new Outage(new Outage.Rules(on, 5 * SECOND, SECOND, 10 * SECOND), retries);
  }

  private static StoreStats stats(long live, long failing, double demand) {
    return new StoreStats(0, 0, failing, demand, 1, live, 0);
  }

  private boolean fails(int calls, int newly, long live, long failing) {
    return outage.failed(calls, calls, newly, 0) && outage.begin(stats(live, failing, 10), 0);
  }

  private void begin() {
    assertThat(fails(20, 20, 1000, 20)).isTrue();
  }

  /** The moments at which failing probes begin, each taking no time. */
  private void assertProbesAt(boolean asked, long... seconds) {
    long at = 0;
    for (long expected : seconds) {
      at += outage.untilProbe(asked, at);
      assertThat(at / SECOND).isEqualTo(expected);
      assertThat(outage.beginProbe(asked, at - 1)).isEqualTo(Probe.NONE);
      assertThat(outage.beginProbe(asked, at)).isNotEqualTo(Probe.NONE);
      outage.probeFailed(at);
    }
  }

  private void emptyBudget() {
    while (retries.take(0)) {}
  }

  /** The tries that the budget paid for were made before the last success. */
  private void beginWithoutBudget() {
    outage.failed(1, 1, 1, 0);
    emptyBudget();
    outage.succeeded();
    begin();
  }

  @Test
  void twentyItemsThatBeginToFailMakeOne() {
    assertThat(fails(19, 19, 1000, 19)).isFalse();
    assertThat(outage.isOn()).isFalse();
    assertThat(fails(1, 1, 1000, 20)).isTrue();
    assertThat(outage.isOn()).isTrue();
  }

  @Test
  void successInBetweenBeginsTheCountAnew() {
    assertThat(fails(19, 19, 1000, 19)).isFalse();
    outage.succeeded();
    assertThat(fails(19, 19, 1000, 38)).isFalse();
  }

  @Test
  void itemsThatHadBeenFailingDoNotCount() {
    assertThat(fails(1000, 0, 1000, 700)).isFalse();
    assertThat(fails(1, 1, 1000, 701)).isFalse();
  }

  @Test
  void fewerItemsAreEnoughIfNoneIsLeftThatDoesNotFail() {
    assertThat(fails(3, 2, 10, 9)).isFalse();
    assertThat(fails(1, 1, 10, 10)).isTrue();
  }

  @Test
  void noneLeftIsNoOutageUnlessOneHasBegunToFail() {
    assertThat(fails(100, 0, 10, 10)).isFalse();
  }

  @Test
  void threeCallsHaveToFail() {
    assertThat(fails(2, 1, 1, 1)).isFalse();
    assertThat(fails(1, 0, 1, 1)).isTrue();
  }

  @Test
  void batchIsOneCall() {
    assertThat(outage.failed(2, 200, 200, 0)).isFalse();
    assertThat(outage.failed(1, 100, 100, 0)).isTrue();
    assertThat(outage.begin(stats(1000, 300, 10), 0)).isTrue();
  }

  @Test
  void oneCallerBeginsItAndOneEndsIt() {
    begin();
    assertThat(fails(20, 20, 1000, 40)).isFalse();
    assertThat(outage.end()).isTrue();
    assertThat(outage.end()).isFalse();
    assertThat(outage.isOn()).isTrue();
    outage.ended();
    assertThat(outage.isOn()).isFalse();
  }

  @Test
  void successThatIsNoProbeDoesNotEndIt() {
    begin();
    outage.succeeded();
    assertThat(outage.isOn()).isTrue();
  }

  @Test
  void afterOneAnotherCanBegin() {
    begin();
    outage.end();
    outage.ended();
    assertThat(fails(19, 19, 1000, 19)).isFalse();
    assertThat(fails(1, 1, 1000, 20)).isTrue();
  }

  @Test
  void goesOnIfWhatItLeftBehindCannotBePutInOrder() {
    begin();
    outage.beginProbe(false, SECOND);
    assertThat(outage.end()).isTrue();
    outage.goesOn(SECOND);
    assertThat(outage.isOn()).isTrue();
    assertThat(outage.untilProbe(false, SECOND)).isEqualTo(2 * SECOND);
    assertThat(outage.end()).isTrue();
  }

  @Test
  void neverBeginsWithoutDetection() {
    outage = withDetection(false);
    assertThat(fails(100, 100, 100, 100)).isFalse();
  }

  @Test
  void probesComeAfterOneTwoAndFourSecondsThenOncePerInterval() {
    begin();
    assertProbesAt(false, 1, 3, 7, 12, 17, 22);
  }

  @Test
  void triesThatWerePaidForAndAreNotMadeNowPayForTheFirstProbes() {
    emptyBudget();
    begin();
    assertProbesAt(false, 1, 3, 7, 12, 17);
  }

  @Test
  void triesThatWereMadeAreSpent() {
    emptyBudget();
    assertThat(outage.failed(20, 30, 20, 0)).isTrue(); // ten of thirty had been failing
    assertThat(outage.begin(stats(1000, 20, 10), 0)).isTrue();
    assertProbesAt(false, 5, 10, 15);
  }

  @Test
  void withoutBudgetProbesComeOncePerInterval() {
    beginWithoutBudget();
    assertProbesAt(false, 5, 10, 15);
  }

  @Test
  void probesAreNoMoreThanTheDemand() {
    beginWithoutBudget();
    outage.demand(0.05);
    assertProbesAt(false, 20, 40);
    outage.demand(0.1);
    assertThat(outage.untilProbe(false, 40 * SECOND)).isEqualTo(10 * SECOND);
  }

  @Test
  void oneItemWaitsAsItWouldHave() {
    outage.failed(3, 3, 1, 0);
    assertThat(outage.begin(stats(1, 1, 1.0 / 30), 0)).isTrue();
    assertProbesAt(false, 4, 34, 64);
  }

  @Test
  void whatIsAskedForIsProbedOnceASecondBesides() {
    beginWithoutBudget();
    assertProbesAt(true, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void askedProbesAreForWhoAsksUnlessItIsTimeAnyway() {
    beginWithoutBudget();
    assertThat(outage.beginProbe(true, SECOND)).isEqualTo(Probe.ASKED);
    outage.probeFailed(SECOND);
    assertThat(outage.beginProbe(true, 5 * SECOND)).isEqualTo(Probe.ANY);
  }

  @Test
  void oneProbeIsInFlightAtATimeUntilItTimesOut() {
    beginWithoutBudget();
    assertThat(outage.beginProbe(false, 5 * SECOND)).isEqualTo(Probe.ANY);
    assertThat(outage.untilProbe(true, 12 * SECOND)).isEqualTo(3 * SECOND);
    assertThat(outage.beginProbe(true, 15 * SECOND - 1)).isEqualTo(Probe.NONE);
    assertThat(outage.beginProbe(false, 15 * SECOND)).isEqualTo(Probe.ANY);
  }

  @Test
  void probeWithoutPermitIsTriedAgainSoonAndCountsForNothing() {
    begin();
    assertThat(outage.beginProbe(false, SECOND)).isEqualTo(Probe.ANY);
    outage.none(SECOND);
    assertThat(outage.untilProbe(false, SECOND)).isEqualTo(SECOND / 4);
    assertThat(outage.beginProbe(false, 5 * SECOND / 4)).isEqualTo(Probe.ANY);
    outage.probeFailed(5 * SECOND / 4);
    assertThat(outage.untilProbe(false, 5 * SECOND / 4)).isEqualTo(2 * SECOND);
  }

  @Test
  void nextProbeIsToldAsIfTheOneUnderWayFailed() {
    beginWithoutBudget();
    assertThat(outage.untilNext(SECOND)).isEqualTo(4 * SECOND);
    outage.beginProbe(false, 5 * SECOND);
    assertThat(outage.untilNext(6 * SECOND)).isEqualTo(4 * SECOND);
    outage.probeFailed(6 * SECOND);
    assertThat(outage.untilNext(6 * SECOND)).isEqualTo(4 * SECOND);
    outage.beginProbe(true, 7 * SECOND);
    assertThat(outage.untilNext(8 * SECOND)).isEqualTo(2 * SECOND);
  }

  /** An outage of ten seconds whose only probe began a second ago. */
  private static SharedOutage probedOnce(boolean underWay) {
    Throwable cause = new IllegalStateException("down");
    return new SharedOutage(10 * SECOND, cause, 0, 1, SECOND, true, underWay);
  }

  @Test
  void whoLearnsOfOneLatePlansTheNextProbeOnce() {
    assertThat(outage.learn(probedOnce(false), 10, 20 * SECOND)).isTrue();
    assertThat(outage.untilProbe(false, 20 * SECOND)).isEqualTo(2 * SECOND);
    assertThat(retries.taken()).isOne();
  }

  @Test
  void whoLearnsOfOneWhileItIsProbedPlansTheNextProbeAfterThat() {
    outage.learn(probedOnce(true), 10, 20 * SECOND);
    assertThat(outage.untilProbe(false, 20 * SECOND)).isEqualTo(9 * SECOND);
    assertThat(retries.taken()).isZero();
    outage.learn(probedOnce(false), 10, 20 * SECOND);
    assertThat(outage.untilProbe(false, 20 * SECOND)).isEqualTo(2 * SECOND);
    assertThat(retries.taken()).isOne();
  }
}
