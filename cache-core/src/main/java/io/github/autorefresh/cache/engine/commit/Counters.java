package io.github.autorefresh.cache.engine.commit;

import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.Outcome;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens in a cache. Thread-safe; adding up is left to the reader. */
@SuppressWarnings("EnumOrdinal") // outcomes index an array that lives no longer than this JVM
public final class Counters {

  /** The weight of one call in the moving average of the latency. */
  private static final double WEIGHT = 1.0 / 64;

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder created = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private final LongAdder[] outcomes = new LongAdder[Outcome.values().length];

  private volatile double latency = Double.NaN;
  private long calls;

  /** All zero. */
  public Counters() {
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] = new LongAdder();
    }
  }

  /** A read has found an item, or none. */
  public void read(boolean hit) {
    (hit ? hits : misses).increment();
  }

  void created() {
    created.increment();
  }

  void evicted() {
    evictions.increment();
  }

  /**
   * Adds the outcomes that took effect and the deferrals, with one addition per outcome and not per
   * item.
   */
  void committed(ClaimedItems<?> items) {
    long packed = 0; // 16 bits per outcome: a claim has fewer items
    int deferred = 0;
    for (int i = 0; i < items.size(); i++) {
      if (items.isAccepted(i)) {
        packed += 1L << (16 * items.outcome(i).ordinal());
      } else if (items.isDeferred(i)) {
        deferred++;
      }
    }
    if (deferred > 0) {
      outcomes[Outcome.DEFERRED.ordinal()].add(deferred);
    }
    for (int i = 0; packed != 0; i++, packed >>>= 16) {
      long count = packed & 0xFFFF;
      if (count > 0) {
        outcomes[i].add(count);
      }
    }
  }

  /**
   * Adds some calls that took this long together. At first the latency is their plain mean, so that
   * a slow first call is soon forgotten; then a moving average.
   */
  public synchronized void called(int more, long nanos) {
    calls += more;
    double mean = (double) nanos / more;
    double weight = Math.max((double) more / calls, 1 - Math.pow(1 - WEIGHT, more));
    latency = calls == more ? mean : latency + weight * (mean - latency);
  }

  /** Reads that found an item. */
  public long hits() {
    return hits.sum();
  }

  /** Reads that found none. */
  public long misses() {
    return misses.sum();
  }

  /** Items that were created. */
  public long creations() {
    return created.sum();
  }

  /** Terminal items that were evicted. */
  public long evictions() {
    return evictions.sum();
  }

  /** Syncs that had this outcome. */
  public long count(Outcome outcome) {
    return outcomes[outcome.ordinal()].sum();
  }

  /** The moving average of the duration of a call in nanoseconds; 0 before the first. */
  public long latencyNanos() {
    double now = latency;
    return Double.isNaN(now) ? 0 : (long) now;
  }
}
