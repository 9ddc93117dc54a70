package io.github.autorefresh.cache.engine.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that notify listeners of expired items, of timed-out calls, and of what would wait
 * behind a slow call or listener: daemons, created when they are needed and ended after a second
 * without work. There are several because a listener may block. Thread-safe.
 */
final class HousekeepingThreads implements Executor {

  private static final int MOST = 64;

  private final ThreadPoolExecutor pool;

  HousekeepingThreads(String cache) {
    AtomicInteger number = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            MOST,
            MOST,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> WorkerThreads.daemon(cache + "-events-" + number.incrementAndGet(), task));
    pool.allowCoreThreadTimeOut(true);
  }

  @Override
  @SuppressWarnings(
      "CatchThrowable") // no thread can be started: one that there is runs the task, or the caller
  public void execute(Runnable task) {
    try {
      pool.execute(task);
    } catch (Throwable noThread) {
      if (pool.getPoolSize() == 0 || !pool.getQueue().offer(task)) {
        task.run();
      }
    }
  }
}
