package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.Outcome;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens in a cache. Thread-safe; adding up is left to the reader. */
@SuppressWarnings("EnumOrdinal") // outcomes index an array that lives no longer than this JVM
final class Counters {

  /** The weight of one call in the moving average of the latency. */
  private static final double WEIGHT = 1.0 / 64;

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  final LongAdder created = new LongAdder();
  final LongAdder evictions = new LongAdder();
  private final LongAdder[] outcomes = new LongAdder[Outcome.values().length];

  private volatile double latency = Double.NaN;
  private long calls;

  Counters() {
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] = new LongAdder();
    }
  }

  void got(boolean hit) {
    (hit ? hits : misses).increment();
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }

  long count(Outcome outcome) {
    return outcomes[outcome.ordinal()].sum();
  }

  /** Adds the verdicts that took effect, with one addition per outcome and not per item. */
  void settled(ClaimedItems<?> run) {
    long packed = 0; // 16 bits an outcome: more than a run has items
    for (int i = 0; i < run.size(); i++) {
      if (run.isAccepted(i)) {
        packed += 1L << (16 * run.outcome(i).ordinal());
      }
    }
    for (int i = 0; packed != 0; i++, packed >>>= 16) {
      long count = packed & 0xFFFF;
      if (count > 0) {
        outcomes[i].add(count);
      }
    }
  }

  /**
   * Adds some calls that took this long together: their plain mean at first, so that a slow first
   * call is soon forgotten, then a moving average.
   */
  synchronized void called(int more, long nanos) {
    calls += more;
    double mean = (double) nanos / more;
    double weight = Math.max((double) more / calls, 1 - Math.pow(1 - WEIGHT, more));
    latency = calls == more ? mean : latency + weight * (mean - latency);
  }

  /** The moving average of the duration of a call in nanoseconds, NaN before the first. */
  double latencyNanos() {
    return latency;
  }
}
