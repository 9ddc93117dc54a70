package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.engine.waiters.Waiting;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether syncing is on. Calls begin only while it is open; commits pass until it is shut as well,
 * and once it is shut and {@linkplain #isEmpty empty}, nothing commits until it is opened again.
 * Shut at first.
 *
 * <p>Thread-safe. To look whether it is open costs a volatile read, to commit two atomic additions
 * per run.
 */
final class CommitGate {

  private static final long SHUT = Long.MIN_VALUE;

  private final Waiting waiting;
  private volatile boolean open;

  /** How often it has been opened: by this whoever has closed it knows whether that still holds. */
  private volatile int openings;

  /** How many commits are inside, and by the sign whether it is shut for more. */
  private final AtomicLong commits = new AtomicLong(SHUT);

  CommitGate(Waiting waiting) {
    this.waiting = waiting;
  }

  /** True while calls may begin. */
  boolean isOpen() {
    return open;
  }

  synchronized void open() {
    openings++;
    commits.getAndUpdate(word -> word & ~SHUT);
    open = true;
  }

  /** From now on no call begins; returns what {@link #isOpenedSince} takes. */
  synchronized int close() {
    open = false;
    return openings;
  }

  boolean isOpenedSince(int closing) {
    return openings != closing;
  }

  /**
   * From now on no commit begins, unless it has been opened since that closing.
   *
   * @param first done before, and as one with it
   */
  synchronized void shut(int closing, Runnable first) {
    if (!isOpenedSince(closing)) {
      first.run();
      commits.getAndUpdate(word -> word | SHUT);
    }
  }

  /** True if no commit is under way. */
  boolean isEmpty() {
    return (commits.get() & ~SHUT) == 0;
  }

  /** Begins a commit, which {@link #leave} must end; false if it is shut. */
  boolean enter() {
    if (commits.get() < 0) {
      return false;
    }
    if (commits.incrementAndGet() >= 0) {
      return true;
    }
    leave();
    return false;
  }

  void leave() {
    if (commits.decrementAndGet() == SHUT) {
      waiting.changed();
    }
  }
}
