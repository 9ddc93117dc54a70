package io.github.autorefresh.cache.engine.pace;

/**
 * How the rate comes back after a hold. It begins at half of the rate {@code L} at which the
 * external system had enough, is back at 0.9 L after two seconds, and then rises by 0.1 L at a
 * time: after each three lengths of the hold, or three seconds, or ten calls, whichever is longest.
 *
 * <p>That is additive increase and multiplicative decrease (Chiu and Jain 1989), in which the
 * decrease is short: what was refused was hardly too much, and the external system has rested
 * meanwhile. The time near L is a multiple of the time that a refusal costs, whatever its length
 * is; so the part of the external system's capacity that is used does not depend on it much.
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

  private final double enough;
  private final double stepNanos;

  /**
   * After a hold of that length.
   *
   * @param enough the rate at which the external system had enough, in calls per second; positive
   */
  public RateAfterHold(double enough, long holdNanos) {
    this.enough = enough;
    double shortest = Math.max(SHORTEST_STEP_NANOS, CALLS_PER_STEP / enough * SECOND);
    this.stepNanos = Math.max(shortest, HOLDS_PER_STEP * holdNanos);
  }

  @Override
  public double rateAt(long nanosSince) {
    double back = Math.min((double) nanosSince, RETURN_NANOS) / RETURN_NANOS;
    double steps = steps(nanosSince - RETURN_NANOS);
    return enough * (FIRST_PART + (USUAL_PART - FIRST_PART) * back + STEP * steps);
  }

  @Override
  public double permitsBy(long nanosSince) {
    double first = Math.min((double) nanosSince, RETURN_NANOS);
    double rest = Math.max(0, nanosSince - RETURN_NANOS);
    double steps = steps(rest);
    double returning = first * (FIRST_PART + (USUAL_PART - FIRST_PART) * first / RETURN_NANOS / 2);
    double risen = steps * (rest - stepNanos * (steps + 1) / 2); // the n-th counts from its time on
    return enough * (returning + rest * USUAL_PART + STEP * risen) / SECOND;
  }

  /** How many steps have been made so long after the return. */
  private double steps(double nanos) {
    return Math.floor(Math.max(0, nanos) / stepNanos);
  }

  @Override
  public long endsAfter() {
    return Long.MAX_VALUE;
  }
}
