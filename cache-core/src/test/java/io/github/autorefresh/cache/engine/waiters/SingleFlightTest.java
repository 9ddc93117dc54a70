package io.github.autorefresh.cache.engine.waiters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SingleFlightTest {

  private final AtomicInteger awaits = new AtomicInteger();
  private final SingleFlight<Job> creations = new SingleFlight<>("jobs", new CountedWaiting());
  private final Set<Object> ends = ConcurrentHashMap.newKeySet();
  private final List<Thread> waiters = new ArrayList<>();

  /** Counts how often somebody begins to wait; nobody may look for a condition. */
  private final class CountedWaiting implements Waiting {

    @Override
    public boolean until(BooleanSupplier condition, long nanos) {
      throw new AssertionError("polled");
    }

    @Override
    public void nap(long nanos) {
      throw new AssertionError("napped");
    }

    @Override
    public void changed() {
      throw new AssertionError("woke everybody");
    }

    @Override
    public Signal signal() {
      CountDownLatch latch = new CountDownLatch(1);
      return new Signal() {
        @Override
        public void await() throws InterruptedException {
          awaits.incrementAndGet();
          latch.await();
        }

        @Override
        public void give() {
          latch.countDown();
        }
      };
    }
  }

  private void startWaiters(int count) {
    for (int i = 0; i < count; i++) {
      Thread waiter =
          new Thread(
              () -> {
                try {
                  ends.add(creations.makeOrJoin("a", () -> Job.of("b")));
                } catch (IllegalStateException e) {
                  ends.add(e);
                }
              });
      waiter.start();
      waiters.add(waiter);
    }
    await().until(() -> awaits.get() >= count);
  }

  private void joinWaiters() {
    for (Thread waiter : waiters) {
      try {
        waiter.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void whoWaitsIsWokenOnceByTheEndOfTheCreation() {
    Job made =
        creations.makeOrJoin(
            "a",
            () -> {
              startWaiters(200);
              creations.becomesVisible("a");
              return Job.of("a");
            });
    joinWaiters();
    assertThat(ends).containsExactly(made);
    assertThat(awaits).hasValue(200);
  }

  @Test
  void endOfOneCreationWakesNobodyWhoWaitsForAnother() {
    creations.makeOrJoin(
        "a",
        () -> {
          startWaiters(1);
          creations.makeOrJoin("other", () -> Job.of("other"));
          assertThat(waiters.get(0).isAlive()).isTrue();
          creations.becomesVisible("a");
          return Job.of("a");
        });
    joinWaiters();
    assertThat(awaits).hasValue(1);
  }

  @Test
  void interruptDoesNotEndTheWaitAndIsKept() {
    List<Boolean> interrupts = new ArrayList<>();
    creations.makeOrJoin(
        "a",
        () -> {
          Thread waiter =
              new Thread(
                  () -> {
                    ends.add(creations.makeOrJoin("a", () -> Job.of("b")));
                    interrupts.add(Thread.currentThread().isInterrupted());
                  });
          waiters.add(waiter);
          waiter.start();
          await().until(() -> awaits.get() == 1);
          waiter.interrupt();
          await().until(() -> awaits.get() == 2);
          creations.becomesVisible("a");
          return Job.of("a");
        });
    joinWaiters();
    assertThat(ends).containsExactly(Job.of("a"));
    assertThat(interrupts).containsExactly(true);
  }

  @Test
  void closeEndsTheWaitWhileTheCreatorRunsOn() {
    IllegalStateException closed = new IllegalStateException("closed");
    Job made =
        creations.makeOrJoin(
            "a",
            () -> {
              startWaiters(2);
              creations.failAll(closed);
              joinWaiters();
              return Job.of("a");
            });
    assertThat(ends).containsExactly(closed);
    assertThat(made).isEqualTo(Job.of("a"));
    assertThat(WaitForGraph.OF_THIS_JVM.size()).isZero();
  }
}
