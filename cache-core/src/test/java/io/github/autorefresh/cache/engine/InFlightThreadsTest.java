package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.ClaimedItems;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** A worker, the watch and a stop at one run. */
class InFlightThreadsTest {

  private static final int ROUNDS = 1_000;
  private static final int ITEMS = 5;

  private final AtomicIntegerArray ends = new AtomicIntegerArray(ITEMS);
  private volatile InFlight<Job> flight = newFlight();

  private static InFlight<Job> newFlight() {
    ClaimedItems<Job> run = new ClaimedItems<>();
    for (int i = 0; i < ITEMS; i++) {
      run.add("claim", String.valueOf(i), Job.of(String.valueOf(i)), 0, 0);
    }
    return new InFlight<>(run, 2, 0);
  }

  @Test
  void everyClaimEndsOnceWhoeverTakesItOutOfTheWorkersHands() throws Exception {
    Race.run(
        ROUNDS,
        this::everyClaimHasEndedOnce,
        round -> work(),
        round -> watch(),
        round -> stop(round % 3));
  }

  private void work() {
    InFlight<Job> mine = flight;
    if (!mine.begin(Thread.currentThread(), 0)) {
      return;
    }
    InFlight.Landing landing;
    do {
      landing = mine.land(0, false);
    } while (landing == InFlight.Landing.NEXT);
    Thread.interrupted();
    if (landing != InFlight.Landing.LATE_AND_TAKEN) {
      end(mine.owned());
    }
  }

  private void watch() {
    isolate(flight);
    isolate(flight);
    if (flight.hasCompany() || flight.isUnstarted()) {
      return; // a time-out comes only after the company was taken
    }
    ClaimedItems<Job> failed = flight.timeOut();
    if (failed != null && !flight.recorded()) {
      end(failed);
    }
  }

  private void stop(int kind) {
    if (kind > 0) {
      isolate(flight);
      flight.interrupt();
    }
    if (kind > 1 && !flight.hasCompany()) {
      flight.abandon();
    }
  }

  private void isolate(InFlight<Job> flight) {
    InFlight.Company<Job> company = flight.isolate();
    if (company != null) {
      end(company.synced());
      end(company.waiting());
    }
  }

  private void end(ClaimedItems<Job> run) {
    for (int i = 0; i < run.size(); i++) {
      ends.incrementAndGet(Integer.parseInt(run.item(i).id()));
    }
  }

  private void everyClaimHasEndedOnce(int round) {
    for (int i = 0; i < ITEMS; i++) {
      assertThat(ends.getAndSet(i, 0)).as("ends of item %s in round %s", i, round).isEqualTo(1);
    }
    flight = newFlight();
  }
}
