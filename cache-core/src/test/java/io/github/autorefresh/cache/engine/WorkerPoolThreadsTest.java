package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.waiters.ThreadWaiting;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** One thread hires while others leave. */
class WorkerPoolThreadsTest {

  private static final int PARALLELISM = 3;
  private static final int TASKS = 10_000;

  private final AtomicInteger trained = new AtomicInteger();
  private final WorkerPool<Job> crew =
      new WorkerPool<>(
          PARALLELISM,
          () -> {
            trained.incrementAndGet();
            return new Worker<>(null, null);
          },
          new ThreadWaiting(TimeSource.system()));
  private final Set<Worker<Job>> hired = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Worker<Job>> atWork = new LinkedBlockingQueue<>();

  @Test
  void noWorkerIsHiredTwiceAndNoPlaceIsLost() throws Exception {
    IntConsumer leaver = round -> leave(TASKS / 2);
    Race.run(1, round -> {}, round -> hire(TASKS), leaver, leaver);
    assertThat(crew.active()).isZero();
    assertThat(trained.get()).isLessThanOrEqualTo(PARALLELISM);
    assertThat(crew.awaitRest(0, () -> false)).isTrue();
  }

  private void hire(int tasks) {
    for (int task = 0; task < tasks; ) {
      if (crew.active() < PARALLELISM) {
        Worker<Job> worker = crew.hire();
        assertThat(hired.add(worker)).isTrue();
        atWork.add(worker);
        task++;
      } else {
        LockSupport.parkNanos(1_000);
      }
    }
  }

  private void leave(int tasks) {
    for (int task = 0; task < tasks; task++) {
      try {
        Worker<Job> worker = atWork.take();
        hired.remove(worker);
        crew.leave(worker);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
