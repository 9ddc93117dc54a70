package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheUnavailableException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes those who wait for a creation of another replica when one has ended. Thread-safe. */
public final class CreationSignal {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition oneEnded = lock.newCondition();
  private long ended;

  /** Waits until a creation has ended on any replica, or that long. */
  void await(Duration longest) {
    lock.lock();
    try {
      long since = ended;
      long remaining = longest.toNanos();
      while (ended == since && remaining > 0) {
        remaining = oneEnded.awaitNanos(remaining);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheUnavailableException("Interrupted while another replica creates", e);
    } finally {
      lock.unlock();
    }
  }

  /** One has ended. */
  public void ended() {
    lock.lock();
    try {
      ended++;
      oneEnded.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
