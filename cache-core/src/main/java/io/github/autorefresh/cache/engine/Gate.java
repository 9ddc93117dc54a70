package io.github.autorefresh.cache.engine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What every commit passes through: once it is shut and {@linkplain #isEmpty empty}, nothing
 * commits until it is opened again. Shut at first. Thread-safe; passing costs two atomic additions
 * per run.
 */
final class Gate {

  private static final long SHUT = Long.MIN_VALUE;

  /** How many are inside, and by the sign whether it is shut. */
  private final AtomicLong word = new AtomicLong(SHUT);

  private final Waiting waiting;

  Gate(Waiting waiting) {
    this.waiting = waiting;
  }

  /** Enters, unless it is shut; who has entered must {@link #leave}. */
  boolean enter() {
    if (word.get() < 0) {
      return false;
    }
    if (word.incrementAndGet() >= 0) {
      return true;
    }
    leave();
    return false;
  }

  void leave() {
    if (word.decrementAndGet() == SHUT) {
      waiting.changed();
    }
  }

  void open() {
    word.getAndUpdate(w -> w & ~SHUT);
  }

  /** Lets nobody in any more; those who are inside may still be. */
  void shut() {
    word.getAndUpdate(w -> w | SHUT);
  }

  boolean isEmpty() {
    return (word.get() & ~SHUT) == 0;
  }
}
