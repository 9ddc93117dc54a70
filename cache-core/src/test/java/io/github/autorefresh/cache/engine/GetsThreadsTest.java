package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class GetsThreadsTest {

  private static final int THREADS = 48;
  private static final int EACH = 20_000;

  private final Gets gets = new Gets(16);

  @Test
  void countsExactlyWithMoreThreadsThanCells() throws InterruptedException {
    run(false);

    assertCounted(THREADS);
  }

  @Test
  void countsExactlyForThreadsThatClaimTheSameId() throws InterruptedException {
    run(true);

    assertCounted(THREADS);
  }

  @Test
  void cellsOfEndedThreadsGoOnWithTheirCounts() throws InterruptedException {
    run(false);
    run(false);
    run(true);

    assertCounted(3 * THREADS);
  }

  private void assertCounted(long threads) {
    assertThat(gets.hits()).isEqualTo(threads * EACH);
    assertThat(gets.misses()).isEqualTo(threads * EACH / 2);
  }

  private void run(boolean sameId) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(sameId ? new Counting(start) : new Thread(() -> count(start)));
    }
    threads.forEach(Thread::start);
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void count(CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    for (int i = 0; i < EACH; i++) {
      gets.add(true);
      if (i % 2 == 0) {
        gets.add(false);
      }
    }
  }

  /** Legal, if odd: {@link Thread#getId} can be overridden. */
  private final class Counting extends Thread {

    private final CountDownLatch start;

    Counting(CountDownLatch start) {
      this.start = start;
    }

    @Override
    public long getId() {
      return 7;
    }

    @Override
    public void run() {
      count(start);
    }
  }
}
