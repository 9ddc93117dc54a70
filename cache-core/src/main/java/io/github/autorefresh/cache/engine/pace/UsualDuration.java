package io.github.autorefresh.cache.engine.pace;

/**
 * How long something usually takes: a moving average that one preempted thread or one hanging call
 * does not change much. Thread-safe; two threads that observe at once may lose one observation.
 */
public final class UsualDuration {

  /** The weight of one observation. */
  private static final double WEIGHT = 1.0 / 8;

  /** An observation counts for at most this many times the average. */
  private static final double MOST_TIMES = 4;

  private volatile double nanos = Double.NaN;

  /** Something has taken this long together, so many times. */
  public void observe(int times, long tookNanos) {
    double mean = Math.max(1, (double) tookNanos / times);
    double usual = nanos;
    nanos =
        Double.isNaN(usual) ? mean : usual + WEIGHT * (Math.min(mean, MOST_TIMES * usual) - usual);
  }

  /** In nanoseconds; NaN before the first observation. */
  public double nanos() {
    return nanos;
  }
}
