package io.github.autorefresh.cache.memory;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is held for a few microseconds at a time. A thread that finds it taken therefore
 * spins for about as long before it parks: being woken costs more, also for the holder. If other
 * threads have parked already, the lock is not brief at present, and the thread parks at once.
 */
final class BriefLock extends ReentrantLock {

  private static final long serialVersionUID = 1L;

  /** About ten microseconds; none on a single processor, where the holder cannot run meanwhile. */
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
