package io.github.autorefresh.cache.engine.pace;

/**
 * How long something usually takes: a moving average that one preempted thread or one hanging call
 * does not change much. Of the first few observations only the shortest counts, because code takes
 * much longer when it runs for the first time. Thread-safe; if two threads observe at once, one
 * observation may be lost.
 */
public final class UsualDuration {

  /** The weight of one observation. */
  private static final double WEIGHT = 1.0 / 8;

  /** An observation counts for at most this many times the average. */
  private static final double MOST_TIMES = 4;

  /** Of this many observations the shortest counts. */
  private static final int FIRST = 8;

  private volatile double nanos = Double.NaN;
  private volatile int observations;

  /** Something was done {@code times} times and took {@code tookNanos} in total. */
  public void observe(int times, long tookNanos) {
    double mean = Math.max(1, (double) tookNanos / times);
    double usual = nanos;
    int before = observations;
    if (before < FIRST) {
      observations = before + 1;
      nanos = before == 0 ? mean : Math.min(usual, mean);
    } else {
      nanos = usual + WEIGHT * (Math.min(mean, MOST_TIMES * usual) - usual);
    }
  }

  /** The usual duration in nanoseconds; NaN before the first observation. */
  public double nanos() {
    return nanos;
  }
}
