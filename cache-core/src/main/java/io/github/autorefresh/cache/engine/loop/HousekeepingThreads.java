package io.github.autorefresh.cache.engine.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that tell listeners of expired items and of calls that timed out: daemons, created
 * when they are needed and gone after a second without work. There are several, because a listener
 * may block.
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
  @SuppressWarnings("CatchThrowable") // no thread for it: then this one
  public void execute(Runnable task) {
    try {
      pool.execute(task);
    } catch (Throwable noThread) {
      task.run();
    }
  }
}
