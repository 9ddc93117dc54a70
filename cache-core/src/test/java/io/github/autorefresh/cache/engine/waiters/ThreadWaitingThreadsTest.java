package io.github.autorefresh.cache.engine.waiters;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.engine.Race;
import io.github.autorefresh.cache.spi.ManualTime;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Threads that wait for what others do, while the clock stands still. */
class ThreadWaitingThreadsTest {

  private static final int ROUNDS = 1_000;

  private final ManualTime time = new ManualTime();
  private final ThreadWaiting waiting = new ThreadWaiting(time);
  private final AtomicInteger changes = new AtomicInteger();

  @Test
  void everyoneIsWokenByTheChangeHeWaitsFor() throws Exception {
    IntConsumer waiter = round -> assertThat(await(round + 1, 1)).isTrue();
    Race.run(
        ROUNDS,
        round -> assertThat(changes).hasValue(round + 1),
        waiter,
        waiter,
        round -> {
          changes.incrementAndGet();
          waiting.changed();
        });
  }

  @Test
  void waitEndsWhenItsTimeHasPassedByTheInjectedClock() throws Exception {
    AtomicInteger ended = new AtomicInteger();
    Race.run(
        20,
        round -> {},
        round -> {
          assertThat(await(Integer.MAX_VALUE, 1_000_000)).isFalse();
          ended.incrementAndGet();
        },
        round -> {
          while (ended.get() == round) {
            time.advanceNanos(1_000);
            LockSupport.parkNanos(1_000);
          }
        });
  }

  @Test
  void waitWithoutABoundDoesNotLookAgainByItself() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    Thread waiter =
        new Thread(
            () -> {
              try {
                waiting.until(() -> looks.incrementAndGet() > 1, Long.MAX_VALUE);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiter.start();
    Awaitility.await().until(() -> looks.get() > 0 && waiter.getState() != Thread.State.RUNNABLE);
    assertThat(waiter.getState()).isEqualTo(Thread.State.WAITING);
    waiting.changed();
    waiter.join();
    assertThat(looks).hasValue(2);
  }

  @Test
  void signalWakesWhoWaitsAndWhoComesLater() throws Exception {
    Waiting.Signal signal = waiting.signal();
    Thread waiter = new Thread(() -> awaitUninterrupted(signal));
    waiter.start();
    Awaitility.await().until(() -> waiter.getState() == Thread.State.WAITING);
    signal.give();
    waiter.join();
    signal.await();
  }

  private static void awaitUninterrupted(Waiting.Signal signal) {
    try {
      signal.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private boolean await(int wanted, long nanos) {
    try {
      return waiting.until(() -> changes.get() >= wanted, nanos);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
