package io.github.autorefresh.cache.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.waiters.ThreadWaiting;
import io.github.autorefresh.cache.spi.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {

  private final ManualTime time = new ManualTime();
  private final WorkerPool<Job> pool =
      new WorkerPool<>(
          "jobs",
          () -> 2,
          new Work<>(
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
              new ThreadWaiting(time),
              time,
              null),
          () -> null);

  @Test
  void noMoreWorkersAreActiveThanTheParallelismAllows() {
    assertThat(pool.enter()).isNotNull();
    assertThat(pool.enter()).isNotNull();
    assertThat(pool.enter()).isNull();
    assertThat(pool.active()).isEqualTo(2);
  }

  @Test
  void workerThatLeavesIsTheNextToEnter() {
    Worker<Job> first = pool.enter();
    Worker<Job> second = pool.enter();
    pool.leave(first);
    pool.leave(second);
    assertThat(pool.enter()).isSameAs(second);
    assertThat(pool.enter()).isSameAs(first);
    assertThat(pool.workers()).containsExactly(first, second);
  }

  @Test
  void workerLooksUntilItHasMadeItsFirstClaim() {
    pool.enter();
    pool.enter();
    assertThat(pool.looking()).isEqualTo(2);
    pool.looked(true);
    assertThat(pool.looking()).isEqualTo(1);
    assertThat(pool.inVain()).isZero();
    pool.looked(false);
    assertThat(pool.looking()).isZero();
    assertThat(pool.inVain()).isEqualTo(1);
  }

  @Test
  void poolWithoutActiveWorkersIsAtRest() {
    assertThat(pool.isAtRest(Thread.currentThread())).isTrue();
  }
}
