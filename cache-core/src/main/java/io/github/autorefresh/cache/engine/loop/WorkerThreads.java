package io.github.autorefresh.cache.engine.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a cache that was given no executor: daemons, created when they are needed and
 * ended after 30 seconds without work, or at once while the cache is stopped. The worker pool
 * bounds their number; this pool must not, since a worker leaves shortly before its thread is free.
 * Thread-safe.
 */
public final class WorkerThreads implements Executor, Lifecycle.Threads {

  private static final long KEEP_ALIVE_SECONDS = 30;

  private final ThreadPoolExecutor pool;

  /** No threads yet. */
  public WorkerThreads(String cache) {
    this(cache + "-sync-", 0);
  }

  private WorkerThreads(String prefix, int keepAliveSeconds) {
    AtomicInteger number = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            keepAliveSeconds,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(prefix + number.incrementAndGet(), task));
  }

  /** The threads of a cache's handler, which end after a second without work. */
  static WorkerThreads ofHandler(String cache) {
    return new WorkerThreads(cache + "-handler-", 1);
  }

  /**
   * A daemon thread with the context class loader of the current thread and none of its
   * thread-locals: syncs must not depend on the request in which their thread happened to start.
   */
  static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /** From now on idle threads are kept for a while. */
  @Override
  public void started() {
    pool.setKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
  }

  /** From now on idle threads end at once. */
  @Override
  public void stopped() {
    pool.setKeepAliveTime(0, TimeUnit.SECONDS);
  }
}
