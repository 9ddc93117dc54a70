package io.github.autorefresh.cache.engine.waiters;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.Race;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Many threads create one item. */
class SingleFlightThreadsTest {

  private static final int ROUNDS = 1_000;

  private final SingleFlight<Job> creations =
      new SingleFlight<>("jobs", new ThreadWaiting(TimeSource.system()));
  private final AtomicInteger making = new AtomicInteger();
  private final Set<Object> ends = ConcurrentHashMap.newKeySet();
  private volatile Job present;

  @Test
  void oneMakesItAndAllGetTheSame() throws Exception {
    IntConsumer racer = round -> ends.add(creations.makeOrJoin("a", () -> make(round)));
    Race.run(
        ROUNDS,
        round -> {
          assertThat(ends).as("round %s", round).containsExactly(present);
          ends.clear();
          present = null;
        },
        racer,
        racer,
        racer,
        racer);
  }

  private Job make(int round) {
    Job found = present;
    if (found != null) {
      return found;
    }
    assertThat(making.incrementAndGet()).isEqualTo(1);
    Job made = new Job("a", round, false, null);
    making.decrementAndGet();
    creations.becomesVisible("a");
    present = made;
    return made;
  }

  @Test
  void failureReachesEveryoneWhoWaitedForItAndNobodyLater() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    IntConsumer racer =
        round -> {
          try {
            ends.add(creations.makeOrJoin("a", () -> fail(failures)));
          } catch (IllegalStateException e) {
            ends.add(e);
          }
        };
    Race.run(
        ROUNDS,
        round -> {
          assertThat(ends).hasSize(failures.getAndSet(0)); // each failure is somebody's own
          ends.clear();
        },
        racer,
        racer,
        racer);
  }

  private static Job fail(AtomicInteger failures) {
    failures.incrementAndGet();
    throw new IllegalStateException("no");
  }
}
