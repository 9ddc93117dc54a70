package io.github.autorefresh.cache.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.Race;
import io.github.autorefresh.cache.engine.waiters.ThreadWaiting;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Tasks begin and end on more threads than there may be workers. */
class WorkerPoolThreadsTest {

  private static final int PARALLELISM = 3;
  private static final int TASKS = 5_000;

  private final AtomicInteger made = new AtomicInteger();
  private final WorkerPool<Job> pool =
      new WorkerPool<>(
          "jobs",
          () -> PARALLELISM,
          workThatOnlyWaits(),
          () -> {
            made.incrementAndGet();
            return null;
          });
  private final Set<Worker<Job>> atWork = ConcurrentHashMap.newKeySet();
  private final AtomicInteger entered = new AtomicInteger();

  private static Work<Job> workThatOnlyWaits() {
    return new Work<>(
        null,
        null,
        null,
        Duration.ofSeconds(1),
        null,
        null,
        null,
        new Work.Pace(null, null, null, null, null, null),
        null,
        null,
        null,
        new ThreadWaiting(TimeSource.system()),
        TimeSource.system(),
        null);
  }

  @Test
  void noWorkerHasTwoTasksAndNoPlaceIsLost() throws Exception {
    IntConsumer executor = round -> runTasks();
    Race.run(1, round -> {}, executor, executor, executor, executor);
    assertThat(pool.active()).isZero();
    assertThat(pool.looking()).isZero();
    assertThat(pool.inVain()).isEqualTo(entered.get());
    assertThat(made.get()).isLessThanOrEqualTo(PARALLELISM);
    assertThat(pool.workers()).hasSize(made.get());
    assertThat(pool.isAtRest(Thread.currentThread())).isTrue();
  }

  private void runTasks() {
    for (int task = 0; task < TASKS; task++) {
      Worker<Job> worker = pool.enter();
      if (worker == null) {
        LockSupport.parkNanos(1_000);
      } else {
        assertThat(atWork.add(worker)).as("one task at a time").isTrue();
        assertThat(atWork.size()).isLessThanOrEqualTo(PARALLELISM);
        entered.incrementAndGet();
        pool.looked(false);
        atWork.remove(worker);
        pool.leave(worker);
      }
    }
  }
}
