package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that turns, parks until there may be more to do, and outlives whatever a turn
 * throws.
 *
 * <p>A wake-up is never lost: while a turn is on, the time of the next one counts as infinite, so
 * that every {@link #turnWithin} leaves its mark, which is looked at after the new time is known.
 */
final class ThreadEventLoop implements EventLoop, Runnable {

  private static final Logger log = LoggerFactory.getLogger(ThreadEventLoop.class);

  /** A turn is made this often even if there seems to be no reason. */
  private static final long LONGEST_WAIT = 1_000_000_000;

  /** A park is not more exact than this: to wake it up for less costs more than it brings. */
  private static final long SLACK = 50_000;

  private final String name;
  private final Turn turn;
  private final TimeSource time;
  private final long longestWait;
  private volatile @Nullable Thread thread;
  private volatile boolean turning;
  private volatile boolean woken;
  private volatile long nextTurnAt;
  private volatile boolean ended;

  ThreadEventLoop(String name, Turn turn, TimeSource time) {
    this(name, turn, time, LONGEST_WAIT);
  }

  /** For tests that are not to be saved from a lost wake-up by the longest wait. */
  ThreadEventLoop(String name, Turn turn, TimeSource time, long longestWait) {
    this.name = name;
    this.turn = turn;
    this.time = time;
    this.longestWait = longestWait;
  }

  @Override
  public synchronized void start() {
    if (thread == null && !ended) {
      Thread started = new Thread(null, this, name, 0, false); // inherits no thread-locals
      started.setContextClassLoader(Thread.currentThread().getContextClassLoader());
      started.setDaemon(true);
      thread = started;
      started.start();
    }
  }

  @Override
  public void run() {
    while (!ended) {
      turning = true;
      woken = false;
      long wait = Math.min(turnSafely(), longestWait);
      nextTurnAt = time.nanos() + wait;
      turning = false;
      if (!woken && wait > 0 && !ended) {
        LockSupport.parkNanos(this, wait);
        Thread.interrupted(); // an interrupt is nobody's way to stop it, and would make it spin
      }
    }
  }

  @SuppressWarnings("CatchThrowable") // nothing may end the engine
  private long turnSafely() {
    try {
      return turn.turn();
    } catch (Throwable e) {
      log.error("{}: a turn failed and will be repeated", name, e);
      return LONGEST_WAIT;
    }
  }

  @Override
  public boolean isLaterThan(long nanos) {
    return turning ? !woken : nextTurnAt - time.nanos() - SLACK > nanos;
  }

  @Override
  public void turnWithin(long nanos) {
    if (isLaterThan(nanos)) {
      woken = true;
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void end() {
    ended = true;
    LockSupport.unpark(thread);
  }
}
