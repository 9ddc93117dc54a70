package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Blocks the calling thread. A change costs one volatile read while nobody waits. */
final class ThreadWaiting implements Waiting {

  /**
   * A manual clock moves without telling anybody, so whoever waits by it looks again this often.
   */
  private static final long LOOK_AGAIN_NANOS = 5_000_000;

  private final TimeSource time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition change = lock.newCondition();
  private final AtomicInteger waiting = new AtomicInteger();

  ThreadWaiting(TimeSource time) {
    this.time = time;
  }

  @Override
  public boolean until(BooleanSupplier condition, long nanos) throws InterruptedException {
    long since = time.nanos();
    lock.lock();
    waiting.incrementAndGet(); // before the first look, so that no change after it is missed
    try {
      while (!condition.getAsBoolean()) {
        long remaining = nanos - (time.nanos() - since);
        if (remaining <= 0) {
          return false;
        }
        change.await(Math.min(remaining, LOOK_AGAIN_NANOS), TimeUnit.NANOSECONDS);
      }
      return true;
    } finally {
      waiting.decrementAndGet();
      lock.unlock();
    }
  }

  @Override
  public void nap(long nanos) {
    LockSupport.parkNanos(this, nanos);
  }

  @Override
  public void changed() {
    if (waiting.get() > 0) {
      lock.lock();
      try {
        change.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
