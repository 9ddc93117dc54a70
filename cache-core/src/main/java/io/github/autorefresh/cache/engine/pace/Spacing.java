package io.github.autorefresh.cache.engine.pace;

/**
 * The one number of a learned cadence, s: how far the integral of the hazard's square root goes
 * from one sync to the next. It trades calls against lateness for all kinds alike, since an item is
 * synced at a rate in proportion to the root of its hazard; that is what minimises calls plus
 * lateness.
 *
 * <p>It is steered so that the mean of the intervals in which changes are found is the goal, which
 * is the resync period: so changes are as late as under that, which is half of it in the mean. Each
 * change that is found moves log s by a gain times 1 - interval/goal (stochastic approximation,
 * Robbins and Monro 1951). The gain falls with the number of changes, to one that can follow a
 * drift. It is never so large that s could move within the time in which its own effect is not seen
 * yet.
 *
 * <p>At first, s is such that a kind of which nothing is known has a first interval of a period.
 * Times in seconds but for {@code now}, which is in nanoseconds. Thread-safe.
 */
final class Spacing {

  /**
   * A first change weighs as much as the last of so many, and each one at least a last of so many.
   */
  private static final double FIRST_WEIGHT = 1.0 / 8;

  private static final double LAST_WEIGHT = 1.0 / 250;

  /** In this many periods, s moves by no more than what the intervals differ from the goal. */
  private static final double SETTLING_PERIODS = 8;

  /** It is steered at most so often, by the mean of what was found since. */
  private static final double STEERED_PERIODS = 0.25;

  private static final double MOST_STEP = 0.5;

  // Against what it was at first: no further, so that it is soon back from where nothing changes.
  private static final double LEAST = 1e-6;
  private static final double MOST = 10;

  private double period;
  private double first;
  private volatile double s;
  private double sum;
  private int found;
  private long foundBefore;
  private long steeredAt;

  /** For this period. */
  Spacing(double period, long now) {
    this.period = period;
    first = first(period);
    s = first;
    steeredAt = now;
  }

  /** From the age 0 on, over a period, if nothing is known but the prior. */
  private static double first(double period) {
    return 2 * (Math.sqrt(2 * period) - Math.sqrt(period));
  }

  double value() {
    return s;
  }

  /**
   * A sync that was due by the clock has found a change.
   *
   * @param interval the planned one in which it was found, as a multiple of the goal
   */
  synchronized void found(double interval, long now) {
    sum += interval;
    found++;
    double periods = (now - steeredAt) / (1e9 * period);
    if (periods >= STEERED_PERIODS) {
      steer(periods);
      steeredAt = now;
    }
  }

  private void steer(double periods) {
    double weight = 0;
    for (int i = 0; i < found && weight < 1; i++) {
      weight += Math.max(LAST_WEIGHT, 1 / (1 / FIRST_WEIGHT + foundBefore + i));
    }
    double gain = Math.min(weight, periods / SETTLING_PERIODS);
    double step = gain * (1 - sum / found);
    double moved = s * Math.exp(Math.max(-MOST_STEP, Math.min(step, MOST_STEP)));
    s = Math.max(LEAST * first, Math.min(moved, MOST * first));
    foundBefore += found;
    sum = 0;
    found = 0;
  }

  /** The period is another: at the same hazard, an interval is in proportion to s. */
  synchronized void retune(double newPeriod) {
    s *= newPeriod / period;
    first = first(newPeriod);
    period = newPeriod;
  }
}
