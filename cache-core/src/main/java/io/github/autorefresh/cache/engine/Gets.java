package io.github.autorefresh.cache.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts the hits and misses of {@code get}, exactly and without a locked instruction: that would
 * be a fence on every read, behind which the cache misses of the next reads cannot begin.
 *
 * <p>A thread counts in a cell of its own, which it has claimed once and alone writes to. A cell
 * whose owner has ended goes on to the next thread that asks, with what it has counted; threads
 * whose cell belongs to another one share adders. Sums take in all that happened before.
 */
final class Gets {

  private static final int CELLS = 64;

  /** Two cache lines per cell, since processors fetch them in pairs. */
  private static final int STRIDE = 128 / Long.BYTES;

  private static final int HITS = 0;
  private static final int MISSES = 1;

  private static final VarHandle OWNER = MethodHandles.arrayElementVarHandle(Thread[].class);
  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

  private final @Nullable Thread[] owners;
  private final long[] counts;
  private final LongAdder sharedHits = new LongAdder();
  private final LongAdder sharedMisses = new LongAdder();

  Gets() {
    this(CELLS);
  }

  /**
   * @param cells a power of two
   */
  Gets(int cells) {
    owners = new Thread[cells];
    counts = new long[(cells + 1) * STRIDE]; // the first stride is padding
  }

  void add(boolean hit) {
    Thread me = Thread.currentThread();
    // A subclass of Thread may return any id: so it says where to look, and not who owns a cell.
    int cell = (int) me.getId() & (owners.length - 1);
    if (OWNER.getOpaque(owners, cell) == me || claim(cell, me)) {
      int at = place(cell, hit ? HITS : MISSES);
      COUNT.setOpaque(counts, at, counts[at] + 1);
    } else {
      (hit ? sharedHits : sharedMisses).increment();
    }
  }

  /** To find a thread ended is to see all that it has done, hence the last of its counts. */
  private boolean claim(int cell, Thread me) {
    Thread owner = (Thread) OWNER.getAcquire(owners, cell);
    return (owner == null || !owner.isAlive()) && OWNER.compareAndSet(owners, cell, owner, me);
  }

  long hits() {
    return sum(HITS) + sharedHits.sum();
  }

  long misses() {
    return sum(MISSES) + sharedMisses.sum();
  }

  private long sum(int kind) {
    long sum = 0;
    for (int cell = 0; cell < owners.length; cell++) {
      sum += (long) COUNT.getOpaque(counts, place(cell, kind));
    }
    return sum;
  }

  private static int place(int cell, int kind) {
    return (cell + 1) * STRIDE + kind;
  }
}
