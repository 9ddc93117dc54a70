package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that were handed to the executor. A task holds no item and no permit: it only provides
 * a thread on which a worker can claim. So a task that is refused, lost, run twice or run late
 * costs a delay and nothing else. Tasks that do not begin for a long time are written off, so that
 * new ones are submitted.
 *
 * <p>{@link #submit}, {@link #writeOffLost} and the methods that return waits are for the
 * dispatcher only; tasks may run on any thread.
 */
final class Tasks {

  private static final Logger log = LoggerFactory.getLogger(Tasks.class);

  private static final long FIRST_RETRY_NANOS = 1_000_000;
  private static final long LAST_RETRY_NANOS = 1_000_000_000;

  /** How long none may begin before the tasks are written off; doubled each time. */
  private static final long FIRST_PATIENCE_NANOS = 100_000_000;

  private static final long LAST_PATIENCE_NANOS = 60_000_000_000L;

  private final String cache;
  private final Executor executor;
  private final TimeSource time;
  private final Runnable body;

  /** Upper half: how often tasks were written off; lower half: how many have not begun yet. */
  private final AtomicLong writeOffsAndWaiting = new AtomicLong();

  /** When a task last began, or was submitted while no other was waiting. */
  private volatile long progressAt;

  private volatile long patience = FIRST_PATIENCE_NANOS;

  /** True from a write-off until a task begins: the executor may be losing tasks, or be full. */
  private volatile boolean doubted;

  private int refusals;
  private long retryAt;

  /** A task for the executor. */
  final class Task implements Runnable {

    private final long writeOffs;
    private final AtomicBoolean begun = new AtomicBoolean();

    private Task(long writeOffs) {
      this.writeOffs = writeOffs;
    }

    @Override
    public void run() {
      if (begin()) {
        progressAt = time.nanos();
      }
      doubted = false;
      body.run();
    }

    /** True if it begins for the first time and has not been written off. */
    private boolean begin() {
      if (!begun.compareAndSet(false, true)) {
        return false;
      }
      while (true) {
        long seen = writeOffsAndWaiting.get();
        if (seen >>> 32 != writeOffs) {
          return false;
        }
        if (writeOffsAndWaiting.compareAndSet(seen, seen - 1)) {
          if ((int) seen == 1) {
            patience = FIRST_PATIENCE_NANOS; // the executor has begun all tasks
          }
          return true;
        }
      }
    }
  }

  /**
   * Tasks for this executor.
   *
   * @param body what a task does
   */
  Tasks(String cache, Executor executor, TimeSource time, Runnable body) {
    this.cache = cache;
    this.executor = executor;
    this.time = time;
    this.body = body;
  }

  /** The number of tasks that were submitted and have not begun. */
  int waiting() {
    return (int) writeOffsAndWaiting.get();
  }

  /**
   * How many more it is worth handing in. An executor that begins none of them gets one at a time,
   * so that its queue does not fill up with them.
   */
  int worthwhile() {
    return !doubted ? Integer.MAX_VALUE : waiting() == 0 ? 1 : 0;
  }

  /** Submits a task; false if the executor has refused it and should be asked again later. */
  @SuppressWarnings("CatchThrowable") // an executor may throw anything
  boolean submit() {
    long now = time.nanos();
    if (waiting() == 0) {
      progressAt = now;
    }
    Task task = new Task(writeOffsAndWaiting.incrementAndGet() >>> 32);
    try {
      executor.execute(task);
      refusals = 0;
      return true;
    } catch (Throwable thrown) {
      boolean refused = task.begin();
      if (refusals == 0) {
        String message =
            refused
                ? "the executor refused a task; it will be asked again"
                : "the executor ran a task and threw";
        ForeignCode.warn(log, cache, message, thrown);
      }
      long delay = Math.min(FIRST_RETRY_NANOS << Math.min(refusals++, 10), LAST_RETRY_NANOS);
      retryAt = time.nanos() + (refused ? delay : 0);
      return !refused;
    }
  }

  /** Nanoseconds until the executor may be asked again; zero or less if it may be asked now. */
  long untilRetry(long now) {
    return refusals == 0 ? 0 : retryAt - now;
  }

  /** Writes off the tasks that have waited for too long. */
  void writeOffLost(long now) {
    if (waiting() > 0 && now - progressAt >= patience) {
      long seen = writeOffsAndWaiting.get();
      if (writeOffsAndWaiting.compareAndSet(seen, ((seen >>> 32) + 1) << 32)) {
        patience = Math.min(2 * patience, LAST_PATIENCE_NANOS);
        doubted = true;
      }
    }
  }

  /** Nanoseconds until {@link #writeOffLost} may have something to do. */
  long untilWriteOff(long now) {
    return waiting() == 0 ? EventLoop.Task.IDLE : Math.max(0, progressAt + patience - now);
  }
}
