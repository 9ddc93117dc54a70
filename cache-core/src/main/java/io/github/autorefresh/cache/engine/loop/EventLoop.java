package io.github.autorefresh.cache.engine.loop;

import java.util.concurrent.Executor;

/** Turns a task again and again: a thread does, or a test that moves time by hand. Thread-safe. */
public interface EventLoop {

  /** One deterministic pass over what there is to do. */
  @FunctionalInterface
  interface Task {

    /** Nothing to wait for but a wake-up. */
    long IDLE = Long.MAX_VALUE;

    /** Does all that can be done now; returns the nanoseconds until there may be more. */
    long turn();
  }

  /** What runs a cache. */
  interface Factory {

    /** The event loop of a task, not started yet. */
    EventLoop create(String name, Task task);

    /** Runs what may block because it calls listeners, so that no event loop ever does. */
    Executor housekeeping(String cache);
  }

  /**
   * Begins to turn, unless it does already; also after an {@link #end}.
   *
   * @throws Error if there can be no thread for it; then nothing has changed
   */
  void start();

  /** Turns within so many nanoseconds from now, if it would not otherwise. */
  void turnWithin(long nanos);

  /** True if {@link #turnWithin} would change anything; cheap. */
  boolean isLaterThan(long nanos);

  /** Turns no more until it is started again. A turn that is under way goes on to its end. */
  void end();
}
