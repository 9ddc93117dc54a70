package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.engine.loop.EventLoop;
import io.github.autorefresh.cache.spi.ManualTime;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Turns caches by hand: time stands still until a test moves it, and everything that is due at a
 * moment happens at that moment, on the thread that turns. Public for {@link
 * io.github.autorefresh.cache.testing.SteppedTime} alone, which is what tests use. Thread-safe.
 */
public final class ManualEventLoops implements EventLoop.Factory {

  private static final int TOO_MANY_TURNS = 1_000_000;

  private final ManualTime time;
  private final ReentrantLock turning = new ReentrantLock();
  private final CopyOnWriteArrayList<ManualEventLoop> loops = new CopyOnWriteArrayList<>();

  /** Moves that time. */
  public ManualEventLoops(ManualTime time) {
    this.time = time;
  }

  /** Turns the caches of that builder, and returns it. */
  public AutoRefreshCacheBuilder drive(AutoRefreshCacheBuilder builder) {
    return builder.simulated(this, null);
  }

  @Override
  public EventLoop create(String name, EventLoop.Task task) {
    return new ManualEventLoop(task);
  }

  @Override
  public Executor housekeeping(String cache) {
    return Runnable::run;
  }

  @Override
  public Executor handlerThreads(String cache) {
    return Runnable::run;
  }

  /** Does all that is to be done now. */
  public void turn() {
    alone(this::turnAll);
  }

  /** Lets time pass, and stops at every moment at which something is to be done. */
  public void advance(Duration step) {
    alone(
        () -> {
          long remaining = step.toNanos();
          for (long wait = turnAll(); wait <= remaining; wait = turnAll()) {
            time.advanceNanos(wait);
            remaining -= wait;
          }
          time.advanceNanos(remaining);
          turnAll();
        });
  }

  private void alone(Runnable turns) {
    if (turning.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "what a cache calls can neither turn it nor advance its time, only let time pass");
    }
    turning.lock();
    try {
      turns.run();
    } finally {
      turning.unlock();
    }
  }

  /** Does all that is to be done now, and returns the nanoseconds until there may be more. */
  private long turnAll() {
    for (int turns = 0; turns < TOO_MANY_TURNS; turns++) {
      long wait = EventLoop.Task.IDLE;
      for (ManualEventLoop loop : loops) {
        wait = Math.min(wait, loop.turn());
      }
      if (wait > 0 && loops.stream().noneMatch(ManualEventLoop::isWoken)) {
        return wait;
      }
    }
    throw new AssertionError("the engine turns without end while time stands still");
  }

  private final class ManualEventLoop implements EventLoop {

    private final Task task;
    private volatile boolean started;
    private volatile boolean woken;

    ManualEventLoop(Task task) {
      this.task = task;
    }

    long turn() {
      woken = false;
      return started ? task.turn() : Task.IDLE;
    }

    boolean isWoken() {
      return started && woken;
    }

    @Override
    public void start() {
      started = true;
      loops.addIfAbsent(this);
    }

    @Override
    public void turnWithin(long nanos) {
      woken |= nanos <= 0; // the test turns when it likes, but this belongs to the same turn
    }

    @Override
    public boolean isLaterThan(long nanos) {
      return false;
    }

    @Override
    public void end() {
      started = false;
      loops.remove(this);
    }
  }
}
