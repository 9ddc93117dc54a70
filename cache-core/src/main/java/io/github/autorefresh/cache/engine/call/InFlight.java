package io.github.autorefresh.cache.engine.call;

import static io.github.autorefresh.cache.engine.call.Progress.base;
import static io.github.autorefresh.cache.engine.call.Progress.index;
import static io.github.autorefresh.cache.engine.call.Progress.limit;
import static io.github.autorefresh.cache.engine.call.Progress.state;
import static io.github.autorefresh.cache.engine.call.Progress.withState;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ForeignCode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a worker for the items that it has claimed: which call is under way, which items
 * have been synced, and who owns each of them.
 *
 * <p>All this is one word ({@link Progress}), changed by compare-and-set. So when a call turns out
 * to be slow, another thread can take the synced items (to commit them) and the uncalled items (to
 * give them back) away from the worker, at any moment and exactly once, and the answer of a call
 * that was given up is never committed. Going on to the next call costs the worker one
 * compare-and-set.
 *
 * <pre>
 *   RUNNING -> DONE                                        the last call has returned
 *   RUNNING -> INTERRUPTING -> INTERRUPTED -> DONE         stopping: the answer still counts
 *                              INTERRUPTED -> RUNNING      the next call, after a new start
 *   RUNNING, INTERRUPTED -> INTERRUPTING -> TIMED_OUT -> RECORDED       timed out; the failure was recorded
 *                              TIMED_OUT -> RETURNED       returned before it was recorded
 *   RUNNING, INTERRUPTED -> RECORDED                       given up by a stop
 *                           RECORDED -> RETURNED           a call that was given up has returned
 * </pre>
 *
 * <p>Thread-safe: the worker's methods are called by the worker only, the others by any thread.
 */
public final class InFlight<T extends CacheItem> {

  private static final int RUNNING = 0;
  private static final int INTERRUPTING = 1;
  private static final int INTERRUPTED = 2;
  private static final int TIMED_OUT = 3;
  private static final int RECORDED = 4;
  private static final int RETURNED = 5;
  private static final int DONE = 6;

  private static final VarHandle PROGRESS;
  private static final VarHandle STARTED_AT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PROGRESS = lookup.findVarHandle(InFlight.class, "progress", long.class);
      STARTED_AT = lookup.findVarHandle(InFlight.class, "startedAt", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ClaimedItems<T> items;
  private final int stride;
  private final Thread thread;
  private final long claimedAt;
  private volatile long progress;

  @SuppressWarnings("UnusedVariable") // used through its handle
  private long startedAt;

  private volatile boolean interrupted;

  /**
   * The first call for these items is under way.
   *
   * @param stride the most items per call
   * @param thread the worker's
   * @param now when that call begins, just after the claim, in nanoseconds on the engine's clock
   */
  public InFlight(ClaimedItems<T> items, int stride, Thread thread, long now) {
    this.items = items;
    this.stride = stride;
    this.thread = thread;
    this.claimedAt = now;
    this.startedAt = now;
    this.progress = Progress.of(RUNNING, 0, 0, items.size());
  }

  // Called by the worker.

  /** The index of the first item of the call under way. */
  public int callStart() {
    return index(progress);
  }

  /** The index after the last item of the call under way. */
  public int callEnd() {
    return callEnd(progress);
  }

  private int callEnd(long p) {
    return Math.min(limit(p), index(p) + stride);
  }

  /** The call under way has returned. If there is another one, it is under way from now on. */
  public AfterCall returned(long now) {
    STARTED_AT.setOpaque(this, now);
    while (true) {
      long p = progress;
      switch (state(p)) {
        case RUNNING, INTERRUPTED -> {
          int after = index(p) + stride;
          boolean last = after >= limit(p);
          if (cas(
              p, Progress.of(last ? DONE : RUNNING, base(p), last ? limit(p) : after, limit(p)))) {
            return last ? AfterCall.SETTLE : AfterCall.CALL;
          }
        }
        case INTERRUPTING -> Thread.onSpinWait();
        case TIMED_OUT -> {
          if (cas(p, withState(p, RETURNED))) {
            return AfterCall.NOTHING;
          }
        }
        case RECORDED -> {
          progress = withState(p, RETURNED); // no other thread leaves this state
          return AfterCall.RELEASE;
        }
        default -> throw new IllegalStateException("a call returned in state " + state(p));
      }
    }
  }

  /**
   * The worker makes no more calls, not even the one that is shown as under way.
   *
   * @return the items that it still owns; null if it owns none
   */
  public @Nullable TakenItems<T> cancel() {
    while (true) {
      long p = progress;
      switch (state(p)) {
        case RUNNING, INTERRUPTED -> {
          if (cas(p, Progress.of(DONE, 0, 0, 0))) {
            return new TakenItems<>(part(base(p), index(p)), part(index(p), limit(p)));
          }
        }
        case INTERRUPTING -> Thread.onSpinWait();
        case TIMED_OUT, RECORDED -> {
          if (cas(p, withState(p, RETURNED))) {
            return state(p) == TIMED_OUT
                ? null
                : new TakenItems<>(new ClaimedItems<>(), part(base(p), limit(p)));
          }
        }
        default -> {
          return null;
        }
      }
    }
  }

  /** The items that the worker owns; called when it has none left to call for. */
  public ClaimedItems<T> owned() {
    long p = progress;
    return base(p) == 0 && limit(p) == items.size() ? items : part(base(p), limit(p));
  }

  // Called by any thread.

  /**
   * Takes all items but those of the call under way away from the worker.
   *
   * @return null if there are none, or no call is under way
   */
  public @Nullable TakenItems<T> isolate() {
    while (true) {
      long p = progress;
      int end = callEnd(p);
      if (!isRunning(p) || (index(p) == base(p) && end == limit(p))) {
        return null;
      }
      if (cas(p, Progress.of(state(p), index(p), index(p), end))) {
        return new TakenItems<>(part(base(p), index(p)), part(end, limit(p)));
      }
    }
  }

  /** When the items were claimed, in nanoseconds on the engine's clock. */
  public long claimedAt() {
    return claimedAt;
  }

  /** When the call under way began, in nanoseconds on the engine's clock. */
  public long startedAt() {
    return (long) STARTED_AT.getOpaque(this);
  }

  /** True while a call is under way that has not been given up. */
  public boolean isRunning() {
    return isRunning(progress);
  }

  private static boolean isRunning(long p) {
    return state(p) == RUNNING || state(p) == INTERRUPTED;
  }

  /** True while a call is under way that has been given up. */
  public boolean isStuck() {
    int state = state(progress);
    return state == TIMED_OUT || state == RECORDED;
  }

  /** The number of items in the call under way, given up or not. */
  public int inCall() {
    long p = progress;
    return state(p) <= RECORDED ? callEnd(p) - index(p) : 0;
  }

  /** The id of the first item in the call under way; null if there is no call. */
  public @Nullable String idInCall() {
    long p = progress;
    return state(p) <= RECORDED && index(p) < limit(p) ? items.id(index(p)) : null;
  }

  /** True if that item is in the call under way. */
  public boolean isCalling(String id) {
    long p = progress;
    for (int i = index(p); state(p) <= RECORDED && i < callEnd(p); i++) {
      if (items.id(i).equals(id)) {
        return true;
      }
    }
    return false;
  }

  /** True if the thread was interrupted by the engine. */
  public boolean wasInterrupted() {
    return interrupted;
  }

  /** Interrupts the call under way; its answer still counts. */
  public void interrupt() {
    interruptAnd(INTERRUPTED);
  }

  /**
   * Gives the call under way up and interrupts it; to be called after {@link #isolate}. The caller
   * must commit its failure and then call {@link #recorded}.
   *
   * @return the items of the call; null if it has just returned
   */
  public @Nullable ClaimedItems<T> timeOut() {
    return interruptAnd(TIMED_OUT) ? part(base(progress), limit(progress)) : null;
  }

  private boolean interruptAnd(int state) {
    long p = progress;
    boolean running = state(p) == RUNNING || (state(p) == INTERRUPTED && state == TIMED_OUT);
    if (!running || !cas(p, withState(p, INTERRUPTING))) {
      return false;
    }
    interrupted = true;
    ForeignCode.contained(thread::interrupt, () -> {}); // it may be a thread of the application
    progress = withState(p, state);
    return true;
  }

  /**
   * The failure of a timed-out call has been committed, and listeners were notified.
   *
   * @return false if the call has returned meanwhile; the caller must release its items then
   */
  public boolean recorded() {
    long p = progress;
    return state(p) == TIMED_OUT && cas(p, withState(p, RECORDED));
  }

  /** Gives the call under way up: its worker will release its items. */
  public void abandon() {
    while (true) {
      long p = progress;
      if (state(p) == INTERRUPTING) {
        Thread.onSpinWait();
      } else if (!isRunning(p) || cas(p, withState(p, RECORDED))) {
        return;
      }
    }
  }

  private ClaimedItems<T> part(int from, int to) {
    ClaimedItems<T> part = new ClaimedItems<>();
    part.take(items, from, to - from);
    return part;
  }

  private boolean cas(long expected, long update) {
    return PROGRESS.compareAndSet(this, expected, update);
  }
}
