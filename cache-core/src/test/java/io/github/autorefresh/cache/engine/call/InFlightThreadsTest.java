package io.github.autorefresh.cache.engine.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.ClaimedJobs;
import io.github.autorefresh.cache.engine.Race;
import io.github.autorefresh.cache.spi.ClaimedItems;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** A worker, the watch and a stop at the same claimed items. */
class InFlightThreadsTest {

  private static final int ROUNDS = 1_000;
  private static final int ITEMS = 5;

  private final AtomicIntegerArray ends = new AtomicIntegerArray(ITEMS);
  private final Thread worker = new Thread("interrupted in vain");
  private volatile InFlight<Job> calls = newCalls();

  private InFlight<Job> newCalls() {
    return new InFlight<>(ClaimedJobs.of(ITEMS), 2, worker, 0);
  }

  @Test
  void everyClaimEndsOnceWhoeverTakesItOutOfTheWorkersHands() throws Exception {
    Race.run(
        ROUNDS,
        this::everyClaimHasEndedOnce,
        round -> work(round % 4 == 3 ? 1 : ITEMS),
        round -> watch(),
        round -> stop(round % 3));
  }

  private void work(int mostCalls) {
    InFlight<Job> mine = calls;
    AfterCall next = AfterCall.CALL;
    for (int made = 0; next == AfterCall.CALL; made++) {
      if (made == mostCalls) {
        end(mine.cancel());
        return;
      }
      next = mine.returned(0);
    }
    if (next != AfterCall.NOTHING) {
      end(mine.owned());
    }
  }

  private void watch() {
    InFlight<Job> theirs = calls;
    end(theirs.isolate());
    end(theirs.isolate()); // so that a time-out takes the call alone
    ClaimedItems<Job> failed = theirs.timeOut();
    if (failed != null && !theirs.recorded()) {
      end(failed);
    }
  }

  private void stop(int kind) {
    InFlight<Job> theirs = calls;
    if (kind > 0) {
      end(theirs.isolate());
      theirs.interrupt();
    }
    if (kind > 1) {
      theirs.abandon();
    }
  }

  private void end(TakenItems<Job> taken) {
    if (taken != null) {
      end(taken.synced());
      end(taken.uncalled());
    }
  }

  private void end(ClaimedItems<Job> items) {
    for (int i = 0; i < items.size(); i++) {
      ends.incrementAndGet(Integer.parseInt(items.id(i)));
    }
  }

  private void everyClaimHasEndedOnce(int round) {
    for (int i = 0; i < ITEMS; i++) {
      assertThat(ends.getAndSet(i, 0)).as("ends of item %s in round %s", i, round).isEqualTo(1);
    }
    calls = newCalls();
  }
}
