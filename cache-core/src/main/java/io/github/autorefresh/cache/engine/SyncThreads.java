package io.github.autorefresh.cache.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a cache that was given no executor: daemons, made when needed and ended after a
 * while without work. The crew bounds their number; the pool must not do so too, since a thread is
 * not quite free yet when its worker is. They inherit the context class loader, but no
 * thread-locals: whose request it was that started a cache is nothing to its syncs.
 */
final class SyncThreads {

  private static final long KEEP_ALIVE_SECONDS = 30;

  private SyncThreads() {}

  static ExecutorService create(String cache) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        KEEP_ALIVE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          String name = cache + "-sync-" + number.incrementAndGet();
          Thread thread = new Thread(null, task, name, 0, false);
          thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
          thread.setDaemon(true);
          return thread;
        });
  }
}
