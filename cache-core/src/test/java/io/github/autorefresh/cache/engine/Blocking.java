package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.Job;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A sync that blocks, in a thread of its own, until the test lets it go. */
final class Blocking implements CacheSyncItem<Job> {

  private static final long LONG_SECONDS = 30;

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final boolean ignoresInterrupts;
  final AtomicInteger calls = new AtomicInteger();
  final AtomicInteger interrupts = new AtomicInteger();

  Blocking(boolean ignoresInterrupts) {
    this.ignoresInterrupts = ignoresInterrupts;
  }

  @Override
  public Job sync(Job job) throws InterruptedException {
    calls.incrementAndGet();
    entered.countDown();
    while (true) {
      try {
        assertThat(released.await(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        return job.next();
      } catch (InterruptedException e) {
        interrupts.incrementAndGet();
        if (!ignoresInterrupts) {
          throw e;
        }
      }
    }
  }

  void awaitCall() {
    try {
      assertThat(entered.await(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void release() {
    released.countDown();
  }

  /** One thread per task. */
  static void onThread(Runnable task) {
    Thread thread = new Thread(task, "test-sync");
    thread.setDaemon(true);
    thread.start();
  }
}
