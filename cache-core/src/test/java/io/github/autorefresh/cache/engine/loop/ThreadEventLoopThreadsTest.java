package io.github.autorefresh.cache.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.engine.Race;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An event loop that turns only when it is woken, by real threads. */
class ThreadEventLoopThreadsTest {

  private static final String NAME = "event-loop-test";
  private static final int WAKE_UPS = 2_000;
  private static final long FOREVER = Long.MAX_VALUE / 4;

  private final AtomicInteger asked = new AtomicInteger();
  private final List<Thread> turned = new CopyOnWriteArrayList<>();
  private volatile int seen;
  private volatile Runnable inTurn = () -> {};
  private final ThreadEventLoop loop =
      new ThreadEventLoop(NAME, this::turn, TimeSource.system(), FOREVER);

  private long turn() {
    seen = asked.get();
    inTurn.run();
    return EventLoop.Task.IDLE;
  }

  private void note() {
    turned.add(Thread.currentThread());
  }

  /** A thread that still ends would be counted by the next test. */
  @AfterEach
  void endAndAwaitTheEndOfItsThread() {
    loop.end();
    await().dontCatchUncaughtExceptions().until(() -> Threads.named(NAME).isEmpty());
  }

  private void awaitParked(Thread thread) {
    await()
        .until(
            () ->
                thread.getState() == Thread.State.WAITING
                    || thread.getState() == Thread.State.TIMED_WAITING);
  }

  private Thread awaitTurn(int turns) {
    await().until(() -> turned.size() >= turns);
    return turned.get(turns - 1);
  }

  @Test
  void noWakeUpIsLost() throws Exception {
    loop.start();
    IntConsumer waker =
        round -> {
          int mine = asked.incrementAndGet();
          loop.turnWithin(0);
          while (seen < mine) {
            LockSupport.parkNanos(1_000); // without end, if the wake-up was lost
          }
        };
    Race.run(WAKE_UPS, round -> {}, waker, waker);
    assertThat(seen).isEqualTo(2 * WAKE_UPS);
  }

  @Test
  void wakeUpDuringATurnMakesAnother() {
    inTurn =
        () -> {
          note();
          if (turned.size() == 1) {
            loop.turnWithin(0);
            assertThat(loop.isLaterThan(0)).as("woken already").isFalse();
          }
        };
    loop.start();
    awaitTurn(2);
  }

  @Test
  void wakeUpThatComesNoSoonerThanTheNextTurnChangesNothing() {
    inTurn = this::note;
    loop.start();
    awaitParked(awaitTurn(1));
    assertThat(loop.isLaterThan(FOREVER)).isFalse();
    assertThat(loop.isLaterThan(1_000_000_000)).isTrue();
  }

  @Test
  void itTurnsInADaemonThreadAndInOneOnly() {
    inTurn = this::note;
    loop.start();
    loop.start();
    awaitTurn(1);
    assertThat(Threads.named(NAME)).singleElement().matches(Thread::isDaemon);
  }

  @Test
  void thereIsNoThreadBeforeTheStart() {
    loop.turnWithin(0);
    assertThat(Threads.named(NAME)).isEmpty();
  }

  @Test
  void endOfALoopEndsItsThread() {
    loop.start();
    assertThat(Threads.named(NAME)).hasSize(1);
    loop.end();
    await().until(() -> Threads.named(NAME).isEmpty());
    loop.turnWithin(0);
    assertThat(Threads.named(NAME)).isEmpty();
  }

  @Test
  void itTurnsAgainWhenItIsStartedAgain() {
    inTurn = this::note;
    loop.start();
    Thread first = awaitTurn(1);
    loop.end();
    loop.start();
    Thread second = awaitTurn(2);
    assertThat(second).isNotSameAs(first);
    await().until(() -> !first.isAlive());
    assertThat(second.isAlive()).isTrue();
  }

  @Test
  void turnThatGoesOnAfterTheEndIsOverBeforeTheNextBegins() {
    CountDownLatch released = new CountDownLatch(1);
    inTurn =
        () -> {
          note();
          Threads.await(released);
        };
    loop.start();
    Thread first = awaitTurn(1);
    loop.end();
    loop.start();
    await().until(() -> Threads.named(NAME).size() == 2);
    Thread second =
        Threads.named(NAME).stream().filter(thread -> thread != first).findAny().orElseThrow();
    awaitParked(second);
    assertThat(turned).hasSize(1);
    released.countDown();
    assertThat(awaitTurn(2)).isSameAs(second);
    await().until(() -> !first.isAlive());
  }

  @Test
  void turnThatThrowsEndsNothing() {
    inTurn =
        () -> {
          note();
          if (turned.size() == 1) {
            throw new StackOverflowError("in a turn, as this test intends");
          }
        };
    loop.start();
    Thread thread = awaitTurn(1);
    awaitParked(thread);
    loop.turnWithin(0);
    assertThat(awaitTurn(2)).isSameAs(thread);
  }

  @Test
  void interruptEndsNothingAndDoesNotMakeItSpin() {
    inTurn = this::note;
    loop.start();
    Thread thread = awaitTurn(1);
    awaitParked(thread);
    thread.interrupt();
    awaitTurn(2);
    awaitParked(thread);
    assertThat(thread.isInterrupted()).isFalse();
    assertThat(turned).hasSize(2);
  }

  @Test
  void loopThatCanHaveNoThreadIsNotStartedAndCanBeLater() throws Exception {
    inTurn = this::note;
    assertThat(Threads.whereNoThreadCanBeMade(loop::start)).isInstanceOf(OutOfMemoryError.class);
    assertThat(Threads.named(NAME)).isEmpty();
    loop.turnWithin(0);
    loop.end();
    assertThat(Threads.whereNoThreadCanBeMade(loop::start)).isInstanceOf(OutOfMemoryError.class);
    loop.start();
    awaitTurn(1);
  }
}
