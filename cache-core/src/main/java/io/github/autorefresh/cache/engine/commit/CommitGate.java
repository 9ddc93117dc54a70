package io.github.autorefresh.cache.engine.commit;

import io.github.autorefresh.cache.engine.waiters.Waiting;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the cache runs. Calls begin only while it is open. Commits pass until it is shut too;
 * once it is shut and {@linkplain #isEmpty empty}, nothing commits until it is opened again. Shut
 * at first.
 *
 * <p>Thread-safe. Asking whether it is open costs a volatile read, a commit costs two atomic
 * additions per claim.
 */
public final class CommitGate {

  private static final long SHUT = Long.MIN_VALUE;

  private final Waiting waiting;
  private volatile boolean open;

  /** How often it was opened: whoever closed it learns from this whether that still holds. */
  private volatile int openings;

  /** How many commits are inside; negative if it is shut for further ones. */
  private final AtomicLong commits = new AtomicLong(SHUT);

  /** A shut gate, whose last commit to leave tells {@code waiting}. */
  public CommitGate(Waiting waiting) {
    this.waiting = waiting;
  }

  /** True while calls may begin. */
  public boolean isOpen() {
    return open;
  }

  /** From now on calls may begin and commits may pass. */
  public synchronized void open() {
    openings++;
    commits.getAndUpdate(word -> word & ~SHUT);
    open = true;
  }

  /** From now on no call begins; returns what {@link #isOpenedSince} takes. */
  public synchronized int close() {
    open = false;
    return openings;
  }

  /** True if it was opened after that closing. */
  public boolean isOpenedSince(int closing) {
    return openings != closing;
  }

  /**
   * From now on no commit begins, unless it was opened after that closing.
   *
   * @param first done before, in one atomic step with it
   */
  public synchronized void shut(int closing, Runnable first) {
    if (!isOpenedSince(closing)) {
      first.run();
      commits.getAndUpdate(word -> word | SHUT);
    }
  }

  /** True if no commit is under way. */
  public boolean isEmpty() {
    return (commits.get() & ~SHUT) == 0;
  }

  /** Begins a commit, which {@link #leave} must end; false if it is shut. */
  public boolean enter() {
    if (commits.get() < 0) {
      return false;
    }
    if (commits.incrementAndGet() >= 0) {
      return true;
    }
    leave();
    return false;
  }

  /** Ends a commit. */
  public void leave() {
    if (commits.decrementAndGet() == SHUT) {
      waiting.changed();
    }
  }
}
