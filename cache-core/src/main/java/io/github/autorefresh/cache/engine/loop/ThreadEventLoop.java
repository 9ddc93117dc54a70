package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop on a daemon thread, which parks between turns and survives whatever a turn throws.
 * There is no thread before the start and after the end. Thread-safe.
 *
 * <p>No wake-up is lost: during a turn every {@link #turnWithin} sets {@link #woken}, which is
 * checked before the thread parks.
 */
public final class ThreadEventLoop implements EventLoop, Runnable {

  private static final Logger log = LoggerFactory.getLogger(ThreadEventLoop.class);

  /** The longest time between turns, even if there seems to be nothing to do. */
  private static final long LONGEST_WAIT_NANOS = 1_000_000_000;

  /** Parking is no more precise than this, so a wake-up that gains less is not worth its cost. */
  private static final long SLACK_NANOS = 50_000;

  private final String name;
  private final Task task;
  private final TimeSource time;
  private final long longestWait;

  /** Held during a turn: after an end and a start, the old thread may still be in its last turn. */
  private final ReentrantLock turn = new ReentrantLock();

  private volatile @Nullable Thread thread;
  private volatile boolean turning;
  private volatile boolean woken;
  private volatile long nextTurnAt;

  /** Runs this task on a thread of this name. */
  public ThreadEventLoop(String name, Task task, TimeSource time) {
    this(name, task, time, LONGEST_WAIT_NANOS);
  }

  /** For tests in which the longest wait must not hide a lost wake-up. */
  ThreadEventLoop(String name, Task task, TimeSource time, long longestWait) {
    this.name = name;
    this.task = task;
    this.time = time;
    this.longestWait = longestWait;
  }

  /** Creates event loops that use this clock. */
  public static Factory factory(TimeSource time) {
    return new Factory() {
      @Override
      public EventLoop create(String name, Task task) {
        return new ThreadEventLoop(name, task, time);
      }

      @Override
      public Executor housekeeping(String cache) {
        return new HousekeepingThreads(cache);
      }

      @Override
      public Executor handlerThreads(String cache) {
        return WorkerThreads.ofHandler(cache);
      }
    };
  }

  @Override
  @SuppressWarnings("CatchThrowable") // rethrown
  public synchronized void start() {
    if (thread != null) {
      return;
    }
    Thread started = new Thread(null, this, name, 0, false); // inherits no thread-locals
    started.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    started.setDaemon(true);
    thread = started;
    try {
      started.start();
    } catch (Throwable noThread) {
      thread = null;
      throw noThread;
    }
  }

  @Override
  public void run() {
    Thread self = Thread.currentThread();
    while (thread == self) {
      long wait = turnOnce();
      if (!woken && wait > 0 && thread == self) {
        LockSupport.parkNanos(this, wait);
      }
      Thread.interrupted(); // an interrupt does not end the loop; left set, it would make it spin
    }
  }

  private long turnOnce() {
    turn.lock();
    try {
      turning = true;
      woken = false;
      long wait = Math.min(turnSafely(), longestWait);
      nextTurnAt = time.nanos() + wait;
      turning = false;
      return wait;
    } finally {
      turn.unlock();
    }
  }

  @SuppressWarnings("CatchThrowable") // nothing may end the engine
  private long turnSafely() {
    try {
      return task.turn();
    } catch (Throwable thrown) {
      ForeignCode.error(log, name, "a turn failed and will be repeated", thrown);
      return LONGEST_WAIT_NANOS;
    }
  }

  @Override
  public boolean isLaterThan(long nanos) {
    return turning ? !woken : nextTurnAt - time.nanos() - SLACK_NANOS > nanos;
  }

  @Override
  public void turnWithin(long nanos) {
    if (isLaterThan(nanos)) {
      woken = true;
      LockSupport.unpark(thread);
    }
  }

  @Override
  public synchronized void end() {
    Thread ended = thread;
    thread = null;
    LockSupport.unpark(ended);
  }
}
