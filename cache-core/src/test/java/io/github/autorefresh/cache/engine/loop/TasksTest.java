package io.github.autorefresh.cache.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.autorefresh.cache.spi.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever an executor does to tasks, they cost a delay and nothing else. */
class TasksTest {

  private static final long MILLIS = 1_000_000;

  private final Logger logger = (Logger) LoggerFactory.getLogger(Tasks.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final ManualTime time = new ManualTime();
  private final Deque<Runnable> given = new ArrayDeque<>();
  private Executor executor = given::add;
  private int ran;
  private final Tasks tasks = new Tasks("jobs", task -> executor.execute(task), time, () -> ran++);

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(log);
  }

  private void refuse(Runnable task) {
    throw new RejectedExecutionException("full");
  }

  private void runAndThrow(Runnable task) {
    task.run();
    throw new OutOfMemoryError("after the task");
  }

  private long untilRetry() {
    return tasks.untilRetry(time.nanos());
  }

  private long untilWriteOff() {
    return tasks.untilWriteOff(time.nanos());
  }

  private void writeOffLost() {
    tasks.writeOffLost(time.nanos());
  }

  @Test
  void taskWaitsUntilItBegins() {
    assertThat(tasks.waiting()).isZero();
    assertThat(tasks.submit()).isTrue();
    assertThat(tasks.submit()).isTrue();
    assertThat(tasks.waiting()).isEqualTo(2);
    given.remove().run();
    assertThat(tasks.waiting()).isEqualTo(1);
    assertThat(ran).isEqualTo(1);
  }

  @Test
  void taskThatIsRunAtOnceDoesNotWait() {
    executor = Runnable::run;
    assertThat(tasks.submit()).isTrue();
    assertThat(tasks.waiting()).isZero();
    assertThat(ran).isEqualTo(1);
  }

  @Test
  void refusedTaskDoesNotWait() {
    executor = this::refuse;
    assertThat(tasks.submit()).isFalse();
    assertThat(tasks.waiting()).isZero();
    assertThat(ran).isZero();
  }

  @Test
  void executorThatRefusesIsAskedEverLessOftenUpToOnceASecond() {
    executor = this::refuse;
    assertThat(untilRetry()).as("at first").isZero();
    for (int i = 0; i < 10; i++) {
      tasks.submit();
      assertThat(untilRetry()).as("after refusal %s", i).isEqualTo(MILLIS << i);
    }
    for (int i = 0; i < 70; i++) {
      tasks.submit();
      assertThat(untilRetry()).as("after many").isEqualTo(1_000 * MILLIS);
    }
    time.advance(Duration.ofSeconds(1));
    assertThat(untilRetry()).as("a second later").isZero();
  }

  @Test
  void executorThatAcceptsAgainIsForgivenItsRefusals() {
    executor = this::refuse;
    tasks.submit();
    tasks.submit();
    executor = given::add;
    assertThat(tasks.submit()).isTrue();
    assertThat(untilRetry()).isZero();
    executor = this::refuse;
    tasks.submit();
    assertThat(untilRetry()).isEqualTo(MILLIS);
  }

  @Test
  void refusalsAreLoggedOnceInARow() {
    executor = this::refuse;
    tasks.submit();
    tasks.submit();
    assertThat(log.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.WARN);
              assertThat(event.getFormattedMessage())
                  .isEqualTo("Cache \"jobs\": the executor refused a task; it will be asked again");
            });
    executor = given::add;
    tasks.submit();
    executor = this::refuse;
    tasks.submit();
    assertThat(log.list).as("after it had accepted one").hasSize(2);
  }

  @Test
  void executorThatRanTheTaskAndThrewHasNotRefusedIt() {
    executor = this::runAndThrow;
    assertThat(tasks.submit()).isTrue();
    assertThat(ran).isEqualTo(1);
    assertThat(tasks.waiting()).isZero();
    assertThat(untilRetry()).isZero();
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("Cache \"jobs\": the executor ran a task and threw");
  }

  @Test
  void taskThatIsRefusedAndRunAllTheSameIsNotWaitedFor() {
    executor =
        task -> {
          given.add(task);
          refuse(task);
        };
    assertThat(tasks.submit()).isFalse();
    assertThat(tasks.waiting()).isZero();
    given.remove().run();
    assertThat(ran).as("it brings a thread all the same").isEqualTo(1);
    assertThat(tasks.waiting()).isZero();
  }

  @Test
  void taskThatRunsTwiceCountsOnce() {
    tasks.submit();
    tasks.submit();
    Runnable twice = given.remove();
    twice.run();
    twice.run();
    assertThat(tasks.waiting()).as("the other").isEqualTo(1);
    assertThat(ran).isEqualTo(2);
  }

  @Test
  void tasksOfWhichNoneBeginsAreWrittenOffAfterATenthOfASecond() {
    assertThat(untilWriteOff()).as("with none waiting").isEqualTo(EventLoop.Task.IDLE);
    tasks.submit();
    tasks.submit();
    assertThat(untilWriteOff()).isEqualTo(100 * MILLIS);
    time.advanceNanos(100 * MILLIS - 1);
    writeOffLost();
    assertThat(tasks.waiting()).isEqualTo(2);
    assertThat(untilWriteOff()).isEqualTo(1);
    time.advanceNanos(1);
    writeOffLost();
    assertThat(tasks.waiting()).isZero();
    assertThat(untilWriteOff()).isEqualTo(EventLoop.Task.IDLE);
  }

  @Test
  void laterTasksAreWaitedForTwiceAsLongEachTimeUpToAMinute() {
    for (long patience = 100; patience < 200_000; patience *= 2) {
      tasks.submit();
      assertThat(untilWriteOff()).isEqualTo(Math.min(patience, 60_000) * MILLIS);
      time.advanceNanos(patience * MILLIS);
      writeOffLost();
      assertThat(tasks.waiting()).isZero();
    }
  }

  @Test
  void writeOffThatIsLateIsDueAtOnce() {
    tasks.submit();
    time.advance(Duration.ofHours(1));
    assertThat(untilWriteOff()).isZero();
  }

  @Test
  void taskThatBeginsProlongsTheWaitForTheOthers() {
    tasks.submit();
    tasks.submit();
    time.advanceNanos(90 * MILLIS);
    given.remove().run();
    assertThat(untilWriteOff()).isEqualTo(100 * MILLIS);
    time.advanceNanos(90 * MILLIS);
    writeOffLost();
    assertThat(tasks.waiting()).isEqualTo(1);
  }

  @Test
  void furtherTasksDoNotProlongTheWaitForTheFirst() {
    tasks.submit();
    time.advanceNanos(90 * MILLIS);
    tasks.submit();
    assertThat(untilWriteOff()).isEqualTo(10 * MILLIS);
  }

  @Test
  void lateTaskThatWasWrittenOffIsNotCountedAndStillBringsAThread() {
    tasks.submit();
    time.advanceNanos(100 * MILLIS);
    writeOffLost();
    tasks.submit();
    time.advanceNanos(150 * MILLIS);
    given.remove().run(); // the late one
    assertThat(ran).isEqualTo(1);
    assertThat(tasks.waiting()).as("the one after it").isEqualTo(1);
    assertThat(untilWriteOff()).as("no sign of life of that").isEqualTo(50 * MILLIS);
    given.remove().run();
    assertThat(tasks.waiting()).isZero();
  }

  @Test
  void executorThatBeginsAllAgainIsTrustedAgain() {
    tasks.submit();
    time.advanceNanos(100 * MILLIS);
    writeOffLost();
    tasks.submit();
    tasks.submit();
    given.removeLast().run();
    assertThat(untilWriteOff()).as("while some wait").isEqualTo(200 * MILLIS);
    given.removeLast().run();
    tasks.submit();
    assertThat(untilWriteOff()).as("after all had begun").isEqualTo(100 * MILLIS);
  }

  @Test
  void queueOfAnExecutorThatBeginsNoneDoesNotFillUp() {
    assertThat(tasks.worthwhile()).isEqualTo(Integer.MAX_VALUE);
    for (int i = 0; i < 62; i++) {
      tasks.submit();
    }
    for (int second = 0; second < 3600; second++) {
      time.advance(Duration.ofSeconds(1));
      tasks.writeOffLost(time.nanos());
      for (int i = 0; i < 62 && tasks.worthwhile() > 0; i++) {
        tasks.submit();
      }
    }
    assertThat(given).hasSizeLessThan(62 + 80);
    given.removeLast().run();
    assertThat(tasks.worthwhile()).as("one has begun").isEqualTo(Integer.MAX_VALUE);
  }
}
