package io.github.autorefresh.cache.spring.redis;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The daemon threads of one store. They are there from its first use to its close.
 *
 * @param arrivals one thread, on which all that comes from other replicas is taken and told of
 * @param keeper two threads for what is done from time to time, so that one may hang
 * @param callers threads that wait for Redis in the place of the application's, which wait no
 *     longer than they wish
 */
record Threads(ExecutorService arrivals, ScheduledExecutorService keeper, ExecutorService callers) {

  static Threads of(String cache) {
    return new Threads(
        Executors.newSingleThreadExecutor(named(cache + "-redis-arrivals")),
        Executors.newScheduledThreadPool(2, named(cache + "-redis-keeper")),
        Executors.newCachedThreadPool(named(cache + "-redis-call")));
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
