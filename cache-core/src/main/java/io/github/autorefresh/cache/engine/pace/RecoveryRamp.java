package io.github.autorefresh.cache.engine.pace;

/**
 * The rate after an outage: a system that has just come back is not given all at once what has
 * piled up meanwhile. It begins with a tenth of the rate, but one a second at least, and doubles
 * each second until the rate is reached.
 */
public final class RecoveryRamp implements RateCurve {

  private static final double SECOND = 1e9;
  private static final double LN_2 = Math.log(2);
  private static final double FIRST_PART = 0.1;
  private static final double LEAST_PER_SECOND = 1;

  /** For {@link #nanosToClear}, which comes closer to the time with each. */
  private static final int MOST_ROUNDS = 100;

  /** Without a rate limit there is nothing to reach. */
  private static final double UNLIMITED_SECONDS = 10;

  private final double tps;
  private final double first;
  private final double seconds;

  /**
   * A ramp up to the permitted rate.
   *
   * @param tps in calls per second; infinite if there is no limit
   * @param demand in calls per second, of which it begins with a tenth if there is no limit
   */
  public RecoveryRamp(double tps, double demand) {
    this.tps = tps;
    boolean unlimited = tps == Double.POSITIVE_INFINITY;
    double wanted = Math.max(FIRST_PART * (unlimited ? demand : tps), LEAST_PER_SECOND);
    first = Math.min(wanted, tps);
    seconds = unlimited ? UNLIMITED_SECONDS : Math.log(tps / first) / LN_2;
  }

  @Override
  public double rateAt(long nanosSince) {
    return first * Math.pow(2, nanosSince / SECOND);
  }

  @Override
  public double permitsBy(long nanosSince) {
    return (rateAt(nanosSince) - first) / LN_2;
  }

  @Override
  public long endsAfter() {
    return (long) (seconds * SECOND);
  }

  /**
   * How long it takes until no call waits any more, in nanoseconds.
   *
   * @param waiting calls at first
   * @param perSecond calls that come to wait meanwhile
   * @param most calls in all
   */
  public long nanosToClear(double waiting, double perSecond, double most) {
    double calls = Math.min(waiting, most);
    long nanos = nanosFor(calls);
    for (int round = 0; round < MOST_ROUNDS && calls < most; round++) {
      double more = Math.min(waiting + perSecond * nanos / SECOND, most);
      if (more - calls < 1) {
        break;
      }
      calls = more;
      nanos = nanosFor(calls);
    }
    return nanos;
  }

  long nanosFor(double calls) {
    double inRamp = Math.log1p(calls * LN_2 / first) / LN_2;
    double afterRamp = (calls - permitsBy(endsAfter())) / tps;
    return (long) (SECOND * (inRamp <= seconds ? inRamp : seconds + Math.max(0, afterRamp)));
  }
}
