package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BriefLockThreadsTest {

  private static final int THREADS = 4;
  private static final int ROUNDS = 200_000;

  private final BriefLock lock = new BriefLock();
  private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);
  private int count;

  @AfterEach
  void close() {
    executor.shutdownNow();
  }

  private void countAlone() {
    for (int i = 0; i < ROUNDS; i++) {
      lock.lock();
      try {
        count++;
      } finally {
        lock.unlock();
      }
    }
  }

  @Test
  void oneHoldsItAtATime() throws Exception {
    Future<?>[] all = new Future<?>[THREADS];
    for (int i = 0; i < THREADS; i++) {
      all[i] = executor.submit(this::countAlone);
    }
    for (Future<?> each : all) {
      each.get(1, TimeUnit.MINUTES);
    }
    assertThat(count).isEqualTo(THREADS * ROUNDS);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void whoeverFindsItTakenForLongParks() throws Exception {
    Future<?> first;
    Future<?> second;
    lock.lock();
    try {
      first = executor.submit(this::countAlone);
      await().until(() -> lock.getQueueLength() == 1);
      second = executor.submit(this::countAlone);
      await().until(() -> lock.getQueueLength() == 2);
    } finally {
      lock.unlock();
    }
    first.get(1, TimeUnit.MINUTES);
    second.get(1, TimeUnit.MINUTES);
    assertThat(count).isEqualTo(2 * ROUNDS);
  }
}
