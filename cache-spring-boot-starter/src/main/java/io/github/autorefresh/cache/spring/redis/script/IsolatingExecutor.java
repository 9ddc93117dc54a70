package io.github.autorefresh.cache.spring.redis.script;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in the order in which they come, on one thread as long as that is enough. When a task
 * has waited for long, since others block or are many, there is one thread more, up to a bound.
 * Tasks must not throw. Thread-safe; {@link #execute} neither waits nor throws.
 */
final class IsolatingExecutor implements Executor {

  private final Executor threads;
  private final Executor later;
  private final int most;

  // Guarded by this.
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;
  private long added;
  private long begun;
  private long addedAtLook;
  private boolean watched;

  /**
   * Over these threads.
   *
   * @param later runs a task after as long as another one may wait
   * @param most how many threads there may be at once
   */
  IsolatingExecutor(Executor threads, Executor later, int most) {
    this.threads = threads;
    this.later = later;
    this.most = most;
  }

  @Override
  public void execute(Runnable task) {
    boolean idle;
    synchronized (this) {
      waiting.add(task);
      added++;
      idle = running == 0;
      if (idle) {
        running++;
      } else {
        watch();
      }
    }
    if (idle) {
      start();
    }
  }

  /** Starts a thread, which is counted already. If there is none to be had, it is tried again. */
  @SuppressWarnings("CatchThrowable") // such as an OutOfMemoryError for want of threads
  private void start() {
    try {
      threads.execute(this::runAll);
    } catch (Throwable e) {
      synchronized (this) {
        running--;
        watch();
      }
    }
  }

  private void runAll() {
    for (Runnable task = next(); task != null; task = next()) {
      task.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable task = waiting.poll();
    if (task == null) {
      running--;
    } else {
      begun++;
    }
    return task;
  }

  /** Only while tasks wait behind others. */
  @SuppressWarnings("CatchThrowable") // as in start(); the next task that comes tries again
  private void watch() {
    if (!watched) {
      try {
        later.execute(this::look);
        watched = true;
      } catch (Throwable e) {
        watched = false;
      }
    }
  }

  private void look() {
    boolean late;
    synchronized (this) {
      watched = false;
      if (waiting.isEmpty()) {
        return;
      }
      watch();
      late = begun < addedAtLook && running < most; // the first one has waited since the last look
      addedAtLook = added;
      if (late) {
        running++;
      }
    }
    if (late) {
      start();
    }
  }
}
