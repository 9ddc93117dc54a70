package io.github.autorefresh.cache.engine.loop;

import java.util.concurrent.Executor;

/** Repeats turns of a task, on a thread or by a test that moves time by hand. Thread-safe. */
public interface EventLoop {

  /** What an event loop repeats. */
  @FunctionalInterface
  interface Task {

    /** Returned by a turn after which there is nothing to do until a wake-up. */
    long IDLE = Long.MAX_VALUE;

    /** Does all that can be done now; returns the nanoseconds until there may be more to do. */
    long turn();
  }

  /** Creates what runs a cache. */
  interface Factory {

    /** The event loop of a task, not started yet. */
    EventLoop create(String name, Task task);

    /** An executor for what calls listeners and so may block: an event loop must not block. */
    Executor housekeeping(String cache);

    /** An executor for calls of the handler, which runs every task that it does not refuse. */
    Executor handlerThreads(String cache);
  }

  /**
   * Starts, unless it has started already; may be called again after {@link #end}.
   *
   * @throws Error if no thread can be started; nothing has changed then
   */
  void start();

  /** Makes the next turn come within this many nanoseconds, if it would come later. */
  void turnWithin(long nanos);

  /** True if {@link #turnWithin} would change anything; cheap. */
  boolean isLaterThan(long nanos);

  /** Ends until the next start. A turn under way is completed. */
  void end();
}
