package io.github.autorefresh.cache.memory;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that nobody holds for longer than some microseconds. Whoever finds it taken therefore
 * looks again for about as long before it parks: to be woken up costs more, for the one who holds
 * it too. Where others have parked already, it is not brief at the moment, and nobody looks again.
 */
final class BriefLock extends ReentrantLock {

  private static final long serialVersionUID = 1L;

  /** Takes some ten microseconds; it would be in vain where the holder cannot run meanwhile. */
  private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 1000 : 0;

  @Override
  public void lock() {
    if (tryLock()) {
      return;
    }
    for (int i = 0; i < LOOKS && !hasQueuedThreads(); i++) {
      Thread.onSpinWait();
      if (!isLocked() && tryLock()) {
        return;
      }
    }
    super.lock();
  }
}
