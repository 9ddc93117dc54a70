package io.github.autorefresh.cache.engine;

/** What makes turns happen again and again: a thread, or a test that moves time by hand. */
interface EventLoop {

  /** One deterministic pass over what there is to do. */
  @FunctionalInterface
  interface Turn {

    /** There is nothing to wait for but a wake-up. */
    long IDLE = Long.MAX_VALUE;

    /** Does all that can be done now, and returns the nanoseconds until there may be more. */
    long turn();
  }

  /** Makes the pulse of a turn, not started yet. */
  @FunctionalInterface
  interface Factory {
    EventLoop create(String name, Turn turn);
  }

  /** Begins to turn, if it has not begun before. */
  void start();

  /** Turns within this many nanoseconds from now, if it would not otherwise. */
  void turnWithin(long nanos);

  /** True if {@link #turnWithin} would change anything; cheap. */
  boolean isLaterThan(long nanos);

  /** Turns no more. */
  void end();
}
