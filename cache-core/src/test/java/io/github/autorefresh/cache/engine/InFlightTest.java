package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.InFlight.Landing;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who has which item of a run in his hands, step by step. */
class InFlightTest {

  private final InFlight<Job> flight = flight(4, 1);

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  private static InFlight<Job> flight(int items, int stride) {
    ClaimedItems<Job> run = new ClaimedItems<>();
    for (int i = 0; i < items; i++) {
      run.add("claim " + i, String.valueOf(i), Job.of(String.valueOf(i)), ItemPeriod.OF_CACHE, 0);
    }
    return new InFlight<>(run, stride, 0);
  }

  private static List<String> ids(ClaimedItems<Job> run) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < run.size(); i++) {
      ids.add(run.item(i).id());
    }
    return ids;
  }

  private boolean begin() {
    return flight.begin(Thread.currentThread(), 0);
  }

  @Test
  void undisturbedWorkerKeepsItAll() {
    assertThat(begin()).isTrue();
    assertThat(flight.land(1, false)).isEqualTo(Landing.NEXT);
    assertThat(flight.land(2, false)).isEqualTo(Landing.NEXT);
    assertThat(flight.land(3, false)).isEqualTo(Landing.NEXT);
    assertThat(flight.land(4, false)).isEqualTo(Landing.LAST);
    assertThat(ids(flight.owned())).containsExactly("0", "1", "2", "3");
    assertThat(flight.uncalled()).isNull();
  }

  @Test
  void callTakesAsManyItemsAsItsStride() {
    InFlight<Job> batches = flight(5, 3);
    batches.begin(Thread.currentThread(), 0);
    assertThat(batches.callEnd()).isEqualTo(3);
    assertThat(batches.inCall()).isEqualTo(3);
    assertThat(batches.land(1, false)).isEqualTo(Landing.NEXT);
    assertThat(batches.callEnd()).isEqualTo(5);
    assertThat(batches.inCall()).isEqualTo(2);
    assertThat(batches.land(2, false)).isEqualTo(Landing.LAST);
  }

  @Test
  void enoughEndsTheRunBehindTheCallThatLanded() {
    begin();
    flight.land(1, false);
    assertThat(flight.land(2, true)).isEqualTo(Landing.LAST);
    assertThat(ids(flight.owned())).containsExactly("0", "1");
    assertThat(ids(flight.uncalled())).containsExactly("2", "3");
  }

  @Test
  void isolationLeavesTheWorkerTheCallUnderWay() {
    begin();
    flight.land(1, false);
    InFlight.Company<Job> company = flight.isolate();
    assertThat(ids(company.synced())).containsExactly("0");
    assertThat(ids(company.waiting())).containsExactly("2", "3");
    assertThat(flight.isolate()).as("nothing is left to take").isNull();
    assertThat(flight.land(2, false)).isEqualTo(Landing.LAST);
    assertThat(ids(flight.owned())).containsExactly("1");
  }

  @Test
  void flightTakenBackBeforeItBeganNeverBegins() {
    assertThat(ids(flight.isolate().waiting())).containsExactly("0", "1", "2", "3");
    assertThat(begin()).isFalse();
  }

  @Test
  void timedOutCallIsStuckUntilItReturnsAndThenReleased() {
    begin();
    flight.isolate();
    assertThat(ids(flight.timeOut())).containsExactly("0");
    assertThat(Thread.interrupted()).as("interrupted").isTrue();
    assertThat(flight.isStuck()).isTrue();
    assertThat(flight.recorded()).isTrue();
    assertThat(flight.inCall()).isEqualTo(1);
    assertThat(flight.land(1, false)).isEqualTo(Landing.LATE);
    assertThat(ids(flight.owned())).containsExactly("0");
    assertThat(flight.isStuck()).isFalse();
    assertThat(flight.inCall()).isZero();
  }

  @Test
  void callThatReturnsWhileItsFailureIsRecordedIsReleasedByTheRecorder() {
    begin();
    flight.isolate();
    flight.timeOut();
    assertThat(flight.land(1, false)).isEqualTo(Landing.LATE_AND_TAKEN);
    assertThat(flight.recorded()).isFalse();
  }

  @Test
  void interruptedCallStillCounts() {
    begin();
    flight.interrupt();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(flight.wasInterrupted()).isTrue();
    assertThat(flight.land(1, false)).isEqualTo(Landing.LAST);
  }

  @Test
  void abandonedCallDoesNotCount() {
    begin();
    flight.isolate();
    assertThat(flight.abandon()).isTrue();
    assertThat(flight.abandon()).as("again").isFalse();
    assertThat(flight.land(1, false)).isEqualTo(Landing.LATE);
  }

  @Test
  void cancelGivesBackWhatWasSyncedAndWhatWasNot() {
    begin();
    flight.land(1, false);
    InFlight.Company<Job> company = flight.cancel();
    assertThat(ids(company.synced())).containsExactly("0");
    assertThat(ids(company.waiting())).containsExactly("1", "2", "3");
    assertThat(flight.cancel()).as("again").isNull();
    assertThat(flight.inCall()).isZero();
  }

  @Test
  void callThatWasBegunButNotMadeIsGivenBackThoughAStopHadGivenItUp() {
    begin();
    flight.isolate();
    flight.abandon();
    assertThat(ids(flight.cancel().waiting())).containsExactly("0");
  }

  @Test
  void callThatTimedOutBeforeItWasMadeIsReleasedByTheRecorder() {
    begin();
    flight.isolate();
    flight.timeOut();
    assertThat(flight.cancel()).isNull();
    assertThat(flight.recorded()).isFalse();
  }
}
