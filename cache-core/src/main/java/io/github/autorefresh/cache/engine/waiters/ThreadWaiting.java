package io.github.autorefresh.cache.engine.waiters;

import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Blocks the calling thread. {@link #changed} costs one volatile read while no thread waits. */
public final class ThreadWaiting implements Waiting {

  /**
   * A clock that tests move by hand wakes nobody, so a bounded wait looks at it again this often.
   */
  private static final long LOOK_AGAIN_NANOS = 5_000_000;

  private final TimeSource time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition change = lock.newCondition();
  private final AtomicInteger waiting = new AtomicInteger();

  public ThreadWaiting(TimeSource time) {
    this.time = time;
  }

  @Override
  public boolean until(BooleanSupplier condition, long nanos) throws InterruptedException {
    long since = time.nanos();
    lock.lock();
    waiting.incrementAndGet(); // before the first look, so that no change after it is missed
    try {
      while (!condition.getAsBoolean()) {
        if (nanos == Long.MAX_VALUE) {
          change.await(); // no clock bounds this wait, so only a change can end it
          continue;
        }
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

  @Override
  public Signal signal() {
    return new Latch();
  }

  private static final class Latch implements Signal {

    private final CountDownLatch latch = new CountDownLatch(1);

    @Override
    public void await() throws InterruptedException {
      latch.await();
    }

    @Override
    public void give() {
      latch.countDown();
    }
  }
}
