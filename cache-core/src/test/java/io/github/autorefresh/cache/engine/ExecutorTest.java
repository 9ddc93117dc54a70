package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ExecutorTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A task that has not begun by then is taken for lost. */
  private static final Duration WRITE_OFF = Duration.ofMillis(100);

  private final SteppedTime hand = new SteppedTime();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private int refusals;

  private AutoRefreshCache<Job> started(Executor executor) {
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .executor(executor)
            .syncTimeout(TIMEOUT)
            .resyncPeriod(Duration.ofHours(1))
            .parallelism(2)
            .build(Job::next);
    cache.start();
    cache.getOrCreate(Job.of("a"));
    return cache;
  }

  private void refuseThrice(Runnable task) {
    if (refusals++ < 3) {
      throw new RejectedExecutionException("full");
    }
    task.run();
  }

  @Test
  void refusedTaskIsADelayAndNotALostItem() {
    AutoRefreshCache<Job> cache = started(this::refuseThrice);
    hand.turn();
    assertThat(cache.get("a").version()).isZero();
    assertThat(cache.stats().overdue()).as("not lost").isEqualTo(1);
    hand.advance(Duration.ofSeconds(1));
    assertThat(cache.get("a").version()).isEqualTo(1);
    assertThat(cache.stats().failed()).as("failures").isZero();
  }

  @Test
  void executorThatThrowsAnErrorIsTriedAgain() {
    AutoRefreshCache<Job> cache =
        started(
            task -> {
              if (refusals++ == 0) {
                throw new OutOfMemoryError("no thread");
              }
              task.run();
            });
    hand.advance(Duration.ofSeconds(1));
    assertThat(cache.get("a").version()).isEqualTo(1);
  }

  @Test
  void shutDownExecutorIsAskedEverLessOften() {
    started(
        task -> {
          refusals++;
          throw new RejectedExecutionException("shut down");
        });
    hand.advance(Duration.ofMinutes(1));
    assertThat(refusals).as("attempts in a minute").isBetween(60, 75);
  }

  @Test
  void taskThatTheExecutorLosesIsFollowedByAnother() {
    AutoRefreshCache<Job> cache = started(tasks::add);
    hand.turn();
    tasks.clear(); // lost
    assertThat(cache.stats().overdue()).as("claimed by nobody").isEqualTo(1);
    hand.advance(WRITE_OFF);
    assertThat(tasks).as("another one").hasSize(1);
    tasks.remove().run();
    assertThat(cache.get("a").version()).isEqualTo(1);
  }

  @Test
  void taskThatRunsLateFindsNothingToDo() {
    AutoRefreshCache<Job> cache = started(tasks::add);
    hand.turn();
    hand.advance(WRITE_OFF);
    Runnable late = tasks.remove();
    tasks.remove().run();
    late.run();
    assertThat(cache.stats().updated()).isEqualTo(1);
  }

  @Test
  void interruptThatIsNotTheEnginesReachesTheExecutor() {
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .build(
                job -> {
                  Thread.currentThread().interrupt();
                  return job.next();
                });
    cache.start();
    cache.getOrCreate(Job.of("a"));
    hand.turn();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(cache.get("a").version()).isEqualTo(1);
  }
}
