package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.spi.SharedRate;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * How many calls have begun in the last two seconds, in slots of a fifteenth of a second. Times are
 * in nanoseconds since an origin, and not negative. Thread-safe and lock-free.
 */
final class RecentCalls {

  static final long WINDOW_NANOS = 2_000_000_000;

  /** A slot is as long as 2<sup>26</sup> ns. */
  private static final int SLOT_BITS = 26;

  /** More than the window has. */
  private static final int SLOTS = 32;

  private static final long COUNT = 0xFFFF_FFFFL;

  /** The low half of a slot's number, then its count. */
  private final AtomicLongArray slots = new AtomicLongArray(SLOTS);

  private final @Nullable SharedRate shared;

  private volatile long firstAt = -1;

  /**
   * @param shared tells of the calls of all replicas, which count then; null if there are no others
   */
  RecentCalls(@Nullable SharedRate shared) {
    this.shared = shared;
  }

  /** Some calls begin. */
  void add(int calls, long now) {
    if (firstAt < 0) {
      firstAt = now;
    }
    long number = now >> SLOT_BITS;
    int index = (int) (number & (SLOTS - 1));
    while (true) {
      long seen = slots.get(index);
      long before = isOf(number, seen) ? seen : number << 32;
      if (slots.compareAndSet(index, seen, before + calls)) {
        return;
      }
    }
  }

  /**
   * Calls begun per second in the last two seconds, of which the time before {@code since} and
   * before the first call does not count; one call at least.
   *
   * @param shortest the least time that they are taken to be spread over, in nanoseconds
   */
  double perSecond(long now, long since, long shortest) {
    long from = Math.max(0, Math.max(since, firstAt));
    long first = Math.max(from, now - WINDOW_NANOS) >> SLOT_BITS;
    long count = 0;
    for (long number = first; number <= now >> SLOT_BITS; number++) {
      long slot = slots.get((int) (number & (SLOTS - 1)));
      count += isOf(number, slot) ? slot & COUNT : 0;
    }
    long span = now - Math.max(from, first << SLOT_BITS);
    double own = Math.max(1, count) * 1e9 / Math.max(shortest, span);
    double all = shared == null ? Double.NaN : shared.callsPerSecond();
    return Double.isNaN(all) ? own : Math.max(own, all);
  }

  /** True if the first call was not two seconds ago. */
  boolean haveJustBegun(long now) {
    long first = firstAt;
    return first < 0 || now - first < WINDOW_NANOS;
  }

  private static boolean isOf(long number, long slot) {
    return slot >>> 32 == (number & COUNT) && slot != 0;
  }
}
