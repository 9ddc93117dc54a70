package io.github.autorefresh.cache.spring.redis.script;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The daemon threads of all caches over one connection factory. Their number follows what is being
 * done and not how many caches there are; they end by themselves when there is nothing to do.
 * Thread-safe.
 */
public final class Threads {

  private static final long IDLE_SECONDS = 10;
  private static final long SLOW_MILLIS = 10;

  private final ThreadPoolExecutor calls =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          named("shared-cache-call"));

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, named("shared-cache-timer"));

  Threads() {
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Threads that may wait for Redis. */
  public ExecutorService calls() {
    return calls;
  }

  /** One thread that only says when it is time for something. */
  public ScheduledExecutorService timer() {
    return timer;
  }

  /** Runs one task at a time, in the order in which they come, on the threads for calls. */
  public Executor inOrder() {
    return new InOrder(calls);
  }

  /**
   * Runs tasks in the order in which they come, on the threads for calls; those behind one that
   * blocks on another thread, while there are fewer than so many. They must not throw.
   */
  public Executor isolating(int most) {
    return new IsolatingExecutor(calls, this::later, most);
  }

  private void later(Runnable task) {
    var unused = timer.schedule(task, SLOW_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Holds a thread only while there is something to do. */
  private static final class InOrder implements Executor {

    private final Executor threads;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    InOrder(Executor threads) {
      this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
      synchronized (waiting) {
        waiting.add(task);
        if (running) {
          return;
        }
        running = true;
      }
      threads.execute(this::runAll);
    }

    private void runAll() {
      for (Runnable task = next(); task != null; task = next()) {
        task.run();
      }
    }

    private @Nullable Runnable next() {
      synchronized (waiting) {
        Runnable task = waiting.poll();
        running = task != null;
        return task;
      }
    }
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
