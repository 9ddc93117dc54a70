package io.github.autorefresh.cache.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors that run tasks late, twice, never, or that throw; in time that is moved by hand. */
class HostileExecutorTest {

  private static final int ITEMS = 20;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final SteppedTime hand = new SteppedTime();
  private final CallStarts starts = new CallStarts(hand::elapsed);
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final Map<String, Integer> calls = new HashMap<>();
  private final Set<String> inCall = new HashSet<>();
  private int handedIn;

  /** A cache on this executor whose syncs fail if two of one item overlap. */
  private AutoRefreshCache<Job> started(Executor executor, double tps, int burst) {
    AutoRefreshCache<Job> cache =
        hand.cache("jobs")
            .rateLimit(tps, burst)
            .resyncPeriod(PERIOD)
            .parallelism(4)
            .executor(executor)
            .build(this::sync);
    for (int i = 0; i < ITEMS; i++) {
      cache.getOrCreate(Job.of("job-" + i));
    }
    cache.start();
    return cache;
  }

  private Job sync(Job job) {
    starts.add();
    calls.merge(job.id(), 1, Integer::sum);
    assertThat(inCall.add(job.id())).as("no call of %s overlaps another", job.id()).isTrue();
    while (inCall.size() < 3 && !tasks.isEmpty()) {
      tasks.remove().run(); // as if other threads were quicker
    }
    inCall.remove(job.id());
    return job.next();
  }

  private void runAllTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private static void assertHealthy(AutoRefreshCache<Job> cache) {
    assertThat(cache.stats().failed()).as("failures").isZero();
    assertThat(cache.stats().inFlight()).as("in flight").isZero();
    assertThat(cache.stats().stuck()).as("stuck").isZero();
  }

  private void assertEveryItemIsSyncedOncePerPeriod(AutoRefreshCache<Job> cache) {
    hand.advance(PERIOD.multipliedBy(2));
    assertHealthy(cache);
    calls.clear();
    hand.advance(PERIOD.multipliedBy(10));
    assertHealthy(cache);
    assertThat(calls).hasSize(ITEMS);
    assertThat(calls.values()).allSatisfy(count -> assertThat(count).isBetween(9, 11));
  }

  @Test
  void tasksThatStartNineSecondsLateDoNotMakeUpForIt() {
    started(tasks::add, 10, 1);
    for (int i = 0; i < 10; i++) {
      hand.advance(Duration.ofSeconds(9));
      runAllTasks();
    }
    assertThat(starts.mostAtOnce()).isEqualTo(1);
    starts.assertWithin(10, 1);
  }

  @ParameterizedTest
  @CsvSource({"20, 5", "10, 1", "100, 100", "1000, 3"})
  void poolThatIsBusyWithOtherWorkClumpsNoCalls(double tps, int burst) {
    started(tasks::add, tps, burst);
    for (int i = 0; i < 30; i++) {
      hand.advance(Duration.ofSeconds(4)); // other work
      runAllTasks();
      for (int j = 0; j < 100; j++) {
        hand.advance(Duration.ofMillis(10));
        runAllTasks();
      }
    }
    assertThat(starts.count()).isGreaterThan(ITEMS);
    starts.assertWithin(tps, burst);
  }

  @ParameterizedTest
  @EnumSource
  void executorThatThrowsInsteadOfRunningIsADelay(Thrown thrown) {
    AutoRefreshCache<Job> cache =
        started(
            task -> {
              if (handedIn++ % 3 != 0) {
                throw thrown.raise();
              }
              task.run();
            },
            1000,
            10);
    assertEveryItemIsSyncedOncePerPeriod(cache);
  }

  @ParameterizedTest
  @EnumSource
  void executorThatRunsTasksAndThrowsIsNoHarm(Thrown thrown) {
    AutoRefreshCache<Job> cache =
        started(
            task -> {
              task.run();
              if (handedIn++ % 2 == 0) {
                throw thrown.raise();
              }
            },
            1000,
            10);
    assertEveryItemIsSyncedOncePerPeriod(cache);
  }

  @ParameterizedTest
  @EnumSource
  void executorThatKeepsTasksAndThrowsIsNoHarm(Thrown thrown) {
    AutoRefreshCache<Job> cache =
        started(
            task -> {
              if (handedIn++ % 2 == 0) {
                tasks.add(task);
                throw thrown.raise();
              }
              task.run();
              runAllTasks();
            },
            1000,
            10);
    assertEveryItemIsSyncedOncePerPeriod(cache);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10})
  void droppedTasksAreMadeUpForByTheNext(int every) {
    AutoRefreshCache<Job> cache =
        started(
            task -> {
              if (handedIn++ % every != 0) {
                task.run();
              }
            },
            1000,
            10);
    assertEveryItemIsSyncedOncePerPeriod(cache);
  }

  @Test
  void tasksThatRunTwiceAtOnceOrLaterDoNothingTwice() {
    AutoRefreshCache<Job> cache =
        started(
            task -> {
              task.run();
              task.run();
              tasks.add(task);
              if (handedIn++ % 7 == 0) {
                runAllTasks();
              }
            },
            1000,
            10);
    assertEveryItemIsSyncedOncePerPeriod(cache);
  }

  @Test
  void taskThatRunsInsideItselfDoesNothingTwice() {
    AutoRefreshCache<Job> cache =
        started(
            task -> {
              tasks.add(task); // a sync runs it, in the midst of the call that it made itself
              task.run();
            },
            1000,
            10);
    assertEveryItemIsSyncedOncePerPeriod(cache);
  }

  @Test
  void tasksThatRunWhileStoppedOrClosedCallNobody() {
    AutoRefreshCache<Job> cache = started(tasks::add, 1000, 10);
    hand.turn();
    assertThat(tasks).isNotEmpty();
    Deque<Runnable> kept = new ArrayDeque<>(tasks);
    cache.stop();
    runAllTasks();
    cache.start();
    cache.pause();
    tasks.addAll(kept);
    runAllTasks();
    cache.close();
    tasks.addAll(kept);
    runAllTasks();
    assertThat(calls).isEmpty();
  }

  @Test
  void tasksOfAnEarlierRunAreAsGoodAsNewOnes() {
    AutoRefreshCache<Job> cache = started(tasks::add, 1000, 100);
    hand.turn();
    Deque<Runnable> kept = new ArrayDeque<>(tasks);
    tasks.clear();
    cache.stop();
    hand.advance(Duration.ofHours(1));
    cache.start();
    tasks.addAll(kept);
    runAllTasks();
    assertThat(calls).hasSize(ITEMS);
    assertHealthy(cache);
  }

  @ParameterizedTest
  @EnumSource
  void executorThatThrewForTenMinutesIsUsedAgainWithinASecond(Thrown thrown) {
    boolean[] broken = {true};
    AutoRefreshCache<Job> cache =
        started(
            task -> {
              handedIn++;
              if (broken[0]) {
                throw thrown.raise();
              }
              task.run();
            },
            1000,
            100);
    hand.advance(Duration.ofMinutes(10));
    assertThat(handedIn).as("attempts in ten minutes").isBetween(60, 700);
    assertThat(calls).isEmpty();
    broken[0] = false;
    hand.advance(Duration.ofSeconds(1));
    assertThat(calls).hasSize(ITEMS);
    assertHealthy(cache);
  }
}
