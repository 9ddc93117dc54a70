package io.github.autorefresh.cache.engine.pace;

/**
 * How the rate comes back after a hold. It begins at half of the rate {@code L} at which the
 * external system had enough, is back at 0.9 L after two seconds, and then rises by 0.1 L at a
 * time: after each three lengths of the hold, or three seconds, or ten calls, whichever is longest.
 * At twice that rate without a hold, L tells nothing any longer, and is the rate that has been
 * reached: so the rate doubles in ten steps, however low it was.
 *
 * <p>That is additive increase and multiplicative decrease (Chiu and Jain 1989), in which the
 * decrease is short: what was refused was hardly too much, and the external system has rested
 * meanwhile. The time near L is a multiple of the time that a refusal costs, whatever its length
 * is; so the part of the external system's capacity that is used does not depend on it much.
 *
 * <p>When holds recur although the rate rises in steps, its capacity is what it is: then the steps
 * up to 2 L take two to four times as long, and less is lost to holds.
 */
public final class RateAfterHold implements RateCurve {

  private static final double SECOND = 1e9;

  /** Of L, at first. */
  static final double FIRST_PART = 0.5;

  private static final double USUAL_PART = 0.9;
  private static final double RETURN_NANOS = 2 * SECOND;
  private static final double STEP = 0.1;
  private static final double HOLDS_PER_STEP = 3;
  private static final double SHORTEST_STEP_NANOS = 3 * SECOND;
  private static final double CALLS_PER_STEP = 10;
  private static final double MOST_PATIENCE = 4;

  /** No external system takes more calls per second than this. */
  private static final double HIGHEST_RATE = 1e12;

  private final double enough;
  private final long holdNanos;
  private final Rise first;

  /**
   * Steps from a rate on to twice the rate {@code base}, each by a tenth of that.
   *
   * @param from a part of base
   */
  private record Rise(double base, double from, double stepNanos) {

    double steps() {
      return base < HIGHEST_RATE ? Math.rint((2 - from) / STEP) : Double.POSITIVE_INFINITY;
    }

    double nanos() {
      return steps() * stepNanos;
    }

    double rateAt(double nanos) {
      return base * (from + (base < HIGHEST_RATE ? STEP * Math.floor(nanos / stepNanos) : 0));
    }

    /** In calls. */
    double permitsBy(double nanos) {
      double steps = base < HIGHEST_RATE ? Math.floor(nanos / stepNanos) : 0;
      double risen = steps * (nanos - stepNanos * (steps + 1) / 2); // each counts from its time on
      return base * (nanos * from + STEP * risen) / SECOND;
    }
  }

  /**
   * After a hold of that length.
   *
   * @param enough the rate at which the external system had enough, in calls per second; positive
   * @param recurrences how many holds began since there was no limit, before this one
   */
  public RateAfterHold(double enough, long holdNanos, int recurrences) {
    this.enough = enough;
    this.holdNanos = holdNanos;
    double patience = Math.max(1, Math.min(recurrences - 1, MOST_PATIENCE));
    first = new Rise(enough, USUAL_PART, patience * stepNanos(enough));
  }

  private double stepNanos(double base) {
    double shortest = Math.max(SHORTEST_STEP_NANOS, CALLS_PER_STEP / base * SECOND);
    return Math.max(shortest, HOLDS_PER_STEP * holdNanos);
  }

  private Rise after(Rise rise) {
    double base = 2 * rise.base();
    return new Rise(base, 1, stepNanos(base));
  }

  @Override
  public double rateAt(long nanosSince) {
    if (nanosSince < RETURN_NANOS) {
      return enough * (FIRST_PART + (USUAL_PART - FIRST_PART) * nanosSince / RETURN_NANOS);
    }
    double left = nanosSince - RETURN_NANOS;
    Rise rise = first;
    while (left >= rise.nanos()) {
      left -= rise.nanos();
      rise = after(rise);
    }
    return rise.rateAt(left);
  }

  @Override
  public double permitsBy(long nanosSince) {
    double back = Math.min((double) nanosSince, RETURN_NANOS);
    double returning = back * (FIRST_PART + (USUAL_PART - FIRST_PART) * back / RETURN_NANOS / 2);
    double permits = enough * returning / SECOND;
    double left = Math.max(0, nanosSince - RETURN_NANOS);
    Rise rise = first;
    while (left >= rise.nanos()) {
      left -= rise.nanos();
      permits += rise.permitsBy(rise.nanos());
      rise = after(rise);
    }
    return permits + rise.permitsBy(left);
  }

  @Override
  public long endsAfter() {
    return Long.MAX_VALUE;
  }
}
