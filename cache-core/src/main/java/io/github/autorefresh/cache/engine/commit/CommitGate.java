package io.github.autorefresh.cache.engine.commit;

import io.github.autorefresh.cache.engine.waiters.Waiting;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether calls and commits may begin. It is open, then closed (no call begins), then shut (no
 * commit begins either). Once it is shut and {@linkplain #isEmpty empty}, nothing commits until it
 * is opened again. Shut at first.
 *
 * <p>Thread-safe. Asking whether it is open costs a volatile read; a commit costs two atomic
 * additions.
 */
public final class CommitGate {

  private static final long SHUT = Long.MIN_VALUE;

  private final Waiting waiting;
  private volatile boolean open;

  /** How often it was opened; tells whoever closed it whether it was opened again. */
  private volatile int openings;

  /** The number of commits under way; with the sign bit set while it is shut. */
  private final AtomicLong commits = new AtomicLong(SHUT);

  /** A shut gate. The last commit to leave a shut gate wakes {@code waiting}. */
  public CommitGate(Waiting waiting) {
    this.waiting = waiting;
  }

  /** True while calls may begin. */
  public boolean isOpen() {
    return open;
  }

  /**
   * From now on calls may begin and commits may pass.
   *
   * @param then run after that, atomically with it
   */
  public synchronized void open(Runnable then) {
    openings++;
    commits.getAndUpdate(word -> word & ~SHUT);
    open = true;
    then.run();
  }

  /** From now on no call begins; returns the argument for {@link #isOpenedSince}. */
  public synchronized int close() {
    open = false;
    return openings;
  }

  /** True if it was opened after that closing. */
  public boolean isOpenedSince(int closing) {
    return openings != closing;
  }

  /**
   * From now on no commit begins. Does nothing if the gate was opened after that closing.
   *
   * @param first run before that, atomically with it
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

  /** Begins a commit, which {@link #leave} must end; false if the gate is shut. */
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
