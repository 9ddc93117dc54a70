package io.github.autorefresh.cache.engine.call;

import static io.github.autorefresh.cache.engine.ClaimedJobs.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.ClaimedJobs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who has which of the claimed items in his hands, step by step. */
class InFlightTest {

  private final InFlight<Job> calls = calls(4, 1);

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  private static InFlight<Job> calls(int items, int stride) {
    return new InFlight<>(ClaimedJobs.of(items), stride, Thread.currentThread(), 0);
  }

  @Test
  void undisturbedWorkerKeepsItAll() {
    assertThat(calls.returned(1)).isEqualTo(AfterCall.CALL);
    assertThat(calls.returned(2)).isEqualTo(AfterCall.CALL);
    assertThat(calls.returned(3)).isEqualTo(AfterCall.CALL);
    assertThat(calls.returned(4)).isEqualTo(AfterCall.SETTLE);
    assertThat(ids(calls.owned())).containsExactly("0", "1", "2", "3");
    assertThat(calls.cancel()).as("nothing is left to cancel").isNull();
    assertThat(calls.isolate()).as("nothing is left to take").isNull();
  }

  @Test
  void callTakesAsManyItemsAsItsStride() {
    InFlight<Job> batches = calls(5, 3);
    assertThat(batches.callStart()).isZero();
    assertThat(batches.callEnd()).isEqualTo(3);
    assertThat(batches.inCall()).isEqualTo(3);
    assertThat(batches.returned(1)).isEqualTo(AfterCall.CALL);
    assertThat(batches.callStart()).isEqualTo(3);
    assertThat(batches.callEnd()).isEqualTo(5);
    assertThat(batches.inCall()).isEqualTo(2);
    assertThat(batches.returned(2)).isEqualTo(AfterCall.SETTLE);
  }

  @Test
  void nextCallBeginsWhenTheOneBeforeReturns() {
    assertThat(calls.startedAt()).isZero();
    calls.returned(7);
    assertThat(calls.startedAt()).isEqualTo(7);
  }

  @Test
  void itTellsWhichItemsAreInTheCall() {
    InFlight<Job> batches = calls(5, 3);
    assertThat(batches.idInCall()).isEqualTo("0");
    assertThat(batches.isCalling("2")).isTrue();
    assertThat(batches.isCalling("3")).isFalse();
    batches.returned(1);
    assertThat(batches.idInCall()).isEqualTo("3");
    assertThat(batches.isCalling("2")).isFalse();
    batches.returned(2);
    assertThat(batches.idInCall()).isNull();
    assertThat(batches.isCalling("4")).isFalse();
    assertThat(batches.isRunning()).isFalse();
    assertThat(batches.inCall()).isZero();
  }

  @Test
  void isolationLeavesTheWorkerTheCallUnderWay() {
    calls.returned(1);
    TakenItems<Job> taken = calls.isolate();
    assertThat(ids(taken.synced())).containsExactly("0");
    assertThat(ids(taken.uncalled())).containsExactly("2", "3");
    assertThat(calls.isolate()).as("nothing is left to take").isNull();
    assertThat(calls.returned(2)).isEqualTo(AfterCall.SETTLE);
    assertThat(ids(calls.owned())).containsExactly("1");
  }

  @Test
  void isolationLeavesTheWorkerTheWholeBatchUnderWay() {
    InFlight<Job> batches = calls(7, 3);
    batches.returned(1);
    TakenItems<Job> taken = batches.isolate();
    assertThat(ids(taken.synced())).containsExactly("0", "1", "2");
    assertThat(ids(taken.uncalled())).containsExactly("6");
    assertThat(batches.returned(2)).isEqualTo(AfterCall.SETTLE);
    assertThat(ids(batches.owned())).containsExactly("3", "4", "5");
  }

  @Test
  void singleCallHasNothingToTake() {
    assertThat(calls(1, 1).isolate()).isNull();
    assertThat(calls(3, 3).isolate()).isNull();
  }

  @Test
  void timedOutCallIsStuckUntilItReturnsAndThenReleased() {
    calls.isolate();
    assertThat(ids(calls.timeOut())).containsExactly("0");
    assertThat(Thread.interrupted()).as("interrupted").isTrue();
    assertThat(calls.isStuck()).isTrue();
    assertThat(calls.isRunning()).isFalse();
    assertThat(calls.recorded()).isTrue();
    assertThat(calls.isStuck()).isTrue();
    assertThat(calls.inCall()).isEqualTo(1);
    assertThat(calls.returned(1)).isEqualTo(AfterCall.RELEASE);
    assertThat(ids(calls.owned())).containsExactly("0");
    assertThat(calls.isStuck()).isFalse();
    assertThat(calls.inCall()).isZero();
  }

  @Test
  void callThatReturnsWhileItsFailureIsRecordedIsReleasedByTheRecorder() {
    calls.isolate();
    calls.timeOut();
    assertThat(calls.returned(1)).isEqualTo(AfterCall.NOTHING);
    assertThat(calls.recorded()).isFalse();
  }

  @Test
  void callThatHasReturnedCannotTimeOut() {
    calls.isolate();
    calls.returned(1);
    assertThat(calls.timeOut()).isNull();
    assertThat(calls.wasInterrupted()).isFalse();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void interruptedCallStillCounts() {
    calls.isolate();
    calls.interrupt();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(calls.wasInterrupted()).isTrue();
    assertThat(calls.isRunning()).isTrue();
    assertThat(calls.returned(1)).isEqualTo(AfterCall.SETTLE);
    assertThat(ids(calls.owned())).containsExactly("0");
  }

  /** A stop isolates before it interrupts, but a start may come in between. */
  @Test
  void interruptedCallDoesNotCountForItemsThatWereNotCalled() {
    calls.interrupt();
    assertThat(calls.returned(1)).isEqualTo(AfterCall.CALL);
    TakenItems<Job> taken = calls.cancel();
    assertThat(ids(taken.synced())).containsExactly("0");
    assertThat(ids(taken.uncalled())).containsExactly("1", "2", "3");
  }

  @Test
  void interruptedCallIsNotInterruptedAgain() {
    calls.interrupt();
    Thread.interrupted();
    calls.interrupt();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void abandonedCallDoesNotCount() {
    calls.isolate();
    calls.abandon();
    assertThat(calls.isStuck()).isTrue();
    calls.abandon(); // again
    assertThat(calls.returned(1)).isEqualTo(AfterCall.RELEASE);
    assertThat(ids(calls.owned())).containsExactly("0");
  }

  @Test
  void interruptedCallCanBeAbandoned() {
    calls.isolate();
    calls.interrupt();
    calls.abandon();
    assertThat(calls.returned(1)).isEqualTo(AfterCall.RELEASE);
  }

  @Test
  void callThatHasReturnedIsNotAbandoned() {
    calls.isolate();
    calls.returned(1);
    calls.abandon();
    assertThat(calls.isStuck()).isFalse();
  }

  @Test
  void cancelGivesBackWhatWasSyncedAndWhatWasNot() {
    calls.returned(1);
    TakenItems<Job> taken = calls.cancel();
    assertThat(ids(taken.synced())).containsExactly("0");
    assertThat(ids(taken.uncalled())).containsExactly("1", "2", "3");
    assertThat(calls.cancel()).as("again").isNull();
    assertThat(calls.inCall()).isZero();
  }

  @Test
  void cancelGivesBackOnlyWhatIsolationHasLeft() {
    calls.returned(1);
    calls.isolate();
    TakenItems<Job> taken = calls.cancel();
    assertThat(ids(taken.synced())).isEmpty();
    assertThat(ids(taken.uncalled())).containsExactly("1");
  }

  @Test
  void callThatWasNotMadeIsGivenBackUncalledThoughAStopHadGivenItUp() {
    calls.isolate();
    calls.abandon();
    TakenItems<Job> taken = calls.cancel();
    assertThat(ids(taken.synced())).as("nothing was synced").isEmpty();
    assertThat(ids(taken.uncalled())).containsExactly("0");
  }

  @Test
  void callThatTimedOutBeforeItWasMadeIsReleasedByTheRecorder() {
    calls.isolate();
    calls.timeOut();
    assertThat(calls.cancel()).isNull();
    assertThat(calls.recorded()).isFalse();
  }

  @Test
  void callReturnsOnce() {
    InFlight<Job> one = calls(1, 1);
    one.returned(1);
    assertThatIllegalStateException().isThrownBy(() -> one.returned(2));
  }

  @Test
  void callThatAStopHasInterruptedAndAStartHasKeptTimesOut() {
    calls.interrupt();
    assertThat(ids(calls.isolate().uncalled())).containsExactly("1", "2", "3");
    assertThat(ids(calls.timeOut())).containsExactly("0");
    assertThat(calls.isStuck()).isTrue();
    assertThat(calls.returned(1)).isEqualTo(AfterCall.NOTHING);
  }

  @Test
  void threadThatCannotBeInterruptedLosesNoItem() {
    Thread stubborn =
        new Thread() {
          @Override
          public void interrupt() {
            throw new SecurityException("not this one");
          }
        };
    InFlight<Job> one = new InFlight<>(ClaimedJobs.of(1), 1, stubborn, 0);
    assertThat(ids(one.timeOut())).containsExactly("0");
    assertThat(one.recorded()).isTrue();
    assertThat(one.returned(1)).isEqualTo(AfterCall.RELEASE);
  }
}
