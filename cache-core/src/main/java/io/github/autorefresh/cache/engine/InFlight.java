package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A run in the hands of a worker: which of its items is being synced, and whose each of the others
 * is. The worker owns the items from {@code base} to {@code limit}; those before {@code index} have
 * been synced, the call that begins at {@code index} is under way.
 *
 * <p>All of it is one word, changed by compare-and-set. So when a call turns out slow, somebody
 * else can take the synced items (to settle them) and the waiting ones (to let others sync them)
 * out of the worker's hands, at any moment and exactly once; and a result that was given up can't
 * come back. Moving on to the next item costs the worker one compare-and-set.
 *
 * <pre>
 *   UNSTARTED -> RUNNING -> DONE
 *                RUNNING -> INTERRUPTING -> INTERRUPTED -> DONE      stopping: the result still counts
 *                RUNNING -> INTERRUPTING -> DISCARDED -> RECORDED    timed out: the failure is settled
 *                                           DISCARDED -> RETURNED    it returned before it was settled
 *   RUNNING, INTERRUPTED -> RECORDED                                 given up by a stop
 *                           RECORDED -> RETURNED                     a call that was given up returned
 * </pre>
 */
final class InFlight<T extends CacheItem> {

  /** What a worker learns when a call has returned. */
  enum Landing {
    /** The next call is under way: begin it. */
    NEXT,
    /** That was the last; settle {@link #owned}. */
    LAST,
    /** The call had been given up: release {@link #owned}. */
    LATE,
    /** The call had been given up a moment ago, and who did so will release it. */
    LATE_AND_TAKEN
  }

  private static final int UNSTARTED = 0;
  private static final int RUNNING = 1;
  private static final int INTERRUPTING = 2;
  private static final int INTERRUPTED = 3;
  private static final int DISCARDED = 4;
  private static final int RECORDED = 5;
  private static final int RETURNED = 6;
  private static final int DONE = 7;

  private static final VarHandle WORD;
  private static final VarHandle STARTED_AT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WORD = lookup.findVarHandle(InFlight.class, "word", long.class);
      STARTED_AT = lookup.findVarHandle(InFlight.class, "startedAt", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ClaimedItems<T> run;
  private final int stride;
  private volatile long word;

  @SuppressWarnings("UnusedVariable") // by its handle
  private long startedAt;

  private @Nullable ClaimedItems<T> uncalled;
  private volatile @Nullable Thread thread;
  private volatile boolean interrupted;

  /** Of a run of which one call takes {@code stride} items. */
  InFlight(ClaimedItems<T> run, int stride, long loadedAt) {
    this.run = run;
    this.stride = stride;
    this.startedAt = loadedAt;
    this.word = word(UNSTARTED, 0, 0, run.size());
  }

  // What the worker does.

  /** Begins the first call, unless the run has been taken back. */
  boolean begin(Thread worker, long now) {
    thread = worker;
    STARTED_AT.setOpaque(this, now);
    long w = word;
    return state(w) == UNSTARTED && cas(w, word(RUNNING, 0, 0, limit(w)));
  }

  /** The first item of the call under way. */
  int index() {
    return index(word);
  }

  /** Behind the last item of the call under way. */
  int callEnd() {
    long w = word;
    return Math.min(limit(w), index(w) + stride);
  }

  /** When the call under way began; until then, when the flight was loaded. */
  long startedAt() {
    return (long) STARTED_AT.getOpaque(this);
  }

  ClaimedItems<T> run() {
    return run;
  }

  /**
   * The call under way has returned; begins the next one.
   *
   * @param enough but not if this is true: then what remains is {@link #uncalled}
   */
  Landing land(long now, boolean enough) {
    STARTED_AT.setOpaque(this, now);
    while (true) {
      long w = word;
      int after = index(w) + stride;
      switch (state(w)) {
        case RUNNING -> {
          boolean last = enough || after >= limit(w);
          int limit = last ? Math.min(after, limit(w)) : limit(w);
          if (cas(w, word(last ? DONE : RUNNING, base(w), last ? limit : after, limit))) {
            if (limit < limit(w)) {
              uncalled = part(limit, limit(w));
            }
            return last ? Landing.LAST : Landing.NEXT;
          }
        }
        case INTERRUPTED -> {
          if (cas(w, word(DONE, base(w), limit(w), limit(w)))) {
            return Landing.LAST;
          }
        }
        case INTERRUPTING -> Thread.onSpinWait();
        case DISCARDED -> {
          if (cas(w, with(w, RETURNED))) {
            return Landing.LATE_AND_TAKEN;
          }
        }
        case RECORDED -> {
          word = with(w, RETURNED); // nobody else leaves this state
          return Landing.LATE;
        }
        default -> throw new IllegalStateException("landed in state " + state(w));
      }
    }
  }

  /**
   * Gives everything up: no call is under way, though one may have been begun.
   *
   * @return what the worker had in its hands, or null if there was nothing or others see to it
   */
  @Nullable Company<T> cancel() {
    while (true) {
      long w = word;
      switch (state(w)) {
        case UNSTARTED, RUNNING, INTERRUPTED -> {
          if (cas(w, word(DONE, 0, 0, 0))) {
            return new Company<>(part(base(w), index(w)), part(index(w), limit(w)));
          }
        }
        case INTERRUPTING -> Thread.onSpinWait();
        case DISCARDED -> {
          if (cas(w, with(w, RETURNED))) {
            return null;
          }
        }
        case RECORDED -> {
          word = with(w, RETURNED); // nobody else leaves this state
          return new Company<>(new ClaimedItems<>(), part(base(w), limit(w)));
        }
        default -> {
          return null;
        }
      }
    }
  }

  /**
   * What had not been called when it was {@linkplain #land enough}, if anything; for the worker.
   */
  @Nullable ClaimedItems<T> uncalled() {
    return uncalled;
  }

  /** What is still this flight's own of its run, in a run that nobody else looks at. */
  ClaimedItems<T> owned() {
    long w = word;
    if (base(w) == 0 && limit(w) == run.size()) {
      return run;
    }
    return part(base(w), limit(w));
  }

  // What others do.

  /** The items that were taken from a flight: the synced ones, and those that were waiting. */
  record Company<T extends CacheItem>(ClaimedItems<T> synced, ClaimedItems<T> waiting) {}

  /**
   * Takes everything but the call under way; all, if none is.
   *
   * @return what was taken, or null if there was nothing
   */
  @Nullable Company<T> isolate() {
    while (true) {
      long w = word;
      int state = state(w);
      if (state == UNSTARTED && limit(w) > 0) {
        if (cas(w, word(DONE, 0, 0, 0))) {
          return new Company<>(new ClaimedItems<>(), part(0, limit(w)));
        }
      } else if (state == RUNNING && hasCompany(w)) {
        int callEnd = Math.min(limit(w), index(w) + stride);
        if (cas(w, word(RUNNING, index(w), index(w), callEnd))) {
          return new Company<>(part(base(w), index(w)), part(callEnd, limit(w)));
        }
      } else {
        return null;
      }
    }
  }

  /** True if items wait, synced or not, while a call is under way. */
  boolean hasCompany() {
    long w = word;
    return state(w) == RUNNING && hasCompany(w);
  }

  private boolean hasCompany(long w) {
    return index(w) > base(w) || index(w) + stride < limit(w);
  }

  /** True while a call is under way that has not been given up. */
  boolean isRunning() {
    int state = state(word);
    return state == RUNNING || state == INTERRUPTED;
  }

  boolean isUnstarted() {
    return state(word) == UNSTARTED;
  }

  /** True if the thread's interrupt was ours. */
  boolean wasInterrupted() {
    return interrupted;
  }

  /** How many items are in a call, given up or not. */
  int inCall() {
    long w = word;
    return state(w) >= RUNNING && state(w) <= RECORDED
        ? Math.min(limit(w), index(w) + stride) - index(w)
        : 0;
  }

  /** True while a call is under way that has been given up. */
  boolean isStuck() {
    int state = state(word);
    return state == DISCARDED || state == RECORDED;
  }

  /** Interrupts the call under way; what it answers still counts. */
  void interrupt() {
    interruptAnd(INTERRUPTED);
  }

  /**
   * Gives the call under way up and interrupts it; only after {@link #isolate}. Its failure is to
   * be settled, then {@link #recorded} called.
   *
   * @return the items of the call, or null if it has just returned
   */
  @Nullable ClaimedItems<T> timeOut() {
    return interruptAnd(DISCARDED) ? part(base(word), limit(word)) : null;
  }

  private boolean interruptAnd(int state) {
    long w = word;
    Thread worker = thread;
    if (state(w) != RUNNING || worker == null || !cas(w, with(w, INTERRUPTING))) {
      return false;
    }
    interrupted = true;
    worker.interrupt();
    word = with(w, state);
    return true;
  }

  /**
   * The failure of a timed-out call has been settled.
   *
   * @return false if the call has returned meanwhile, so that the caller is to release its items
   */
  boolean recorded() {
    long w = word;
    return state(w) == DISCARDED && cas(w, with(w, RECORDED));
  }

  /** Gives the call under way up: its worker will release its items; false if it has returned. */
  boolean abandon() {
    while (true) {
      long w = word;
      if (state(w) == INTERRUPTING) {
        Thread.onSpinWait();
      } else if (state(w) != RUNNING && state(w) != INTERRUPTED) {
        return false;
      } else if (cas(w, with(w, RECORDED))) {
        return true;
      }
    }
  }

  @Nullable Thread thread() {
    return thread;
  }

  private ClaimedItems<T> part(int from, int to) {
    ClaimedItems<T> part = new ClaimedItems<>();
    part.take(run, from, to - from);
    return part;
  }

  private boolean cas(long expected, long update) {
    return WORD.compareAndSet(this, expected, update);
  }

  private static long word(int state, int base, int index, int limit) {
    return ((long) state << 48) | ((long) base << 32) | ((long) index << 16) | limit;
  }

  private static long with(long word, int state) {
    return (word & 0xFFFF_FFFF_FFFFL) | ((long) state << 48);
  }

  private static int state(long word) {
    return (int) (word >>> 48);
  }

  private static int base(long word) {
    return (int) (word >>> 32) & 0xFFFF;
  }

  private static int index(long word) {
    return (int) (word >>> 16) & 0xFFFF;
  }

  private static int limit(long word) {
    return (int) word & 0xFFFF;
  }
}
