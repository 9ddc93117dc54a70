package io.github.autorefresh.cache.engine.pace;

import java.util.Arrays;

/**
 * How likely items of one kind are to change, by the age of their state: a hazard, in changes per
 * second, estimated from the events and the exposure that were seen at each age. Ages are in
 * buckets, from 2 s on by factors of 1.25; the last one is open.
 *
 * <p>At the age a the hazard is h(a) = (e + ½) / (x + ½(a + P)), where e and x are the events and
 * the seconds of exposure in the bucket of a, and P is the cache's period. Half an event in half of
 * a + P seconds is the prior. It never dies out: what was not seen yet at an age is looked for in
 * intervals that grow with it, and a hole in what was seen is not trusted blindly.
 *
 * <p>A change that was found somewhere in an interval is spread over it, and adds half its
 * exposure, as if it had come in the middle: this is the actuarial (life table) estimate of a
 * hazard from interval-censored data. Both counts are halved when there are 2,000 events, so that a
 * kind which behaves otherwise is soon seen to do so.
 *
 * <p>Ages and times in seconds, finite and not negative. Thread-safe.
 */
final class Hazard {

  static final int BUCKETS = 48;

  private static final double FIRST_EDGE = 2;
  private static final double EDGE_FACTOR = 1.25;
  private static final double LOG_EDGE_FACTOR = Math.log(EDGE_FACTOR);

  /** The lower edge of each bucket, and the end of the last one. */
  private static final double[] EDGES = edges();

  private static final double PRIOR = 0.5;
  private static final int MOST_EVENTS = 2_000;

  /** Then a float is still precise enough for another sync to count. */
  private static final int MOST_SYNCS = 1 << 20;

  private final float[] events = new float[BUCKETS];
  private final float[] exposure = new float[BUCKETS];
  private int syncs;
  private int remembered;
  private long changes;

  private static double[] edges() {
    double[] edges = new double[BUCKETS + 1];
    for (int b = 1; b < BUCKETS; b++) {
      edges[b] = FIRST_EDGE * Math.pow(EDGE_FACTOR, b - 1);
    }
    edges[BUCKETS] = Double.POSITIVE_INFINITY;
    return edges;
  }

  /** The lower edge of a bucket. */
  static double edge(int bucket) {
    return EDGES[bucket];
  }

  private static int bucketOf(double age) {
    if (age < FIRST_EDGE) {
      return 0;
    }
    int b = (int) Math.min(BUCKETS - 1, 1 + Math.log(age / FIRST_EDGE) / LOG_EDGE_FACTOR);
    if (age < EDGES[b]) { // by rounding
      return b - 1;
    }
    return age < EDGES[b + 1] ? b : b + 1;
  }

  /**
   * A sync has seen a state between these ages; does nothing unless {@code from} is less.
   *
   * @param changed whether it found another state in the end
   * @param event false if this was not found by looking for it, so that the change does not count
   */
  synchronized void seen(double from, double to, boolean changed, boolean event) {
    double length = to - from;
    if (!(length > 0)) {
      return;
    }
    for (int b = bucketOf(from); b < BUCKETS && EDGES[b] < to; b++) {
      double part = Math.min(to, EDGES[b + 1]) - Math.max(from, EDGES[b]);
      exposure[b] += (float) (changed ? part / 2 : part);
      if (changed && event) {
        events[b] += (float) (part / length);
      }
    }
    if (changed && event) {
      changes++;
      remembered++;
    }
    if (remembered >= MOST_EVENTS || ++syncs >= MOST_SYNCS) {
      forgetHalf();
    }
  }

  private void forgetHalf() {
    for (int b = 0; b < BUCKETS; b++) {
      events[b] /= 2;
      exposure[b] /= 2;
    }
    remembered /= 2;
    syncs /= 2;
  }

  /**
   * The time after which the integral of the hazard's square root, from this age on, is {@code
   * spacing}; at most {@code longest}.
   *
   * <p>Within a bucket √h = √(e + ½) / √(x + ½(a + P)), whose integral is 4 √(e + ½) √(x + ½(a +
   * P)).
   */
  synchronized double untilSpacing(double age, double spacing, double period, double longest) {
    double end = age + longest;
    double at = age;
    double left = spacing;
    for (int b = bucketOf(age); at < end; b++) {
      double to = Math.min(EDGES[b + 1], end);
      double rate = 4 * Math.sqrt(events[b] + PRIOR);
      double root = Math.sqrt(exposure[b] + PRIOR * (at + period));
      double rootAtEnd = Math.sqrt(exposure[b] + PRIOR * (to + period));
      double part = rate * PRIOR * (to - at) / (root + rootAtEnd);
      if (part >= left) {
        double step = left / rate; // of the root
        return Math.min(at - age + step * (2 * root + step) / PRIOR, longest);
      }
      left -= part;
      at = to;
    }
    return longest;
  }

  /** The age by which half of all items have changed. */
  synchronized double median(double period) {
    double left = Math.log(2);
    for (int b = 0; ; b++) {
      double slope = (events[b] + PRIOR) / PRIOR; // of the integral, by the logarithm of the below
      double below = exposure[b] + PRIOR * (EDGES[b] + period);
      double belowAtEnd = exposure[b] + PRIOR * (EDGES[b + 1] + period);
      double part = slope * Math.log(belowAtEnd / below);
      if (part >= left) {
        return EDGES[b] + below * Math.expm1(left / slope) / PRIOR;
      }
      left -= part;
    }
  }

  /** How many changes were found by looking for them, ever. */
  synchronized long changes() {
    return changes;
  }

  /** The upper age up to which something was seen; that of the last bucket is its lower edge. */
  synchronized double oldestSeen() {
    for (int b = BUCKETS - 1; b > 0; b--) {
      if (exposure[b] > 0) {
        return EDGES[Math.min(b + 1, BUCKETS - 1)];
      }
    }
    return FIRST_EDGE;
  }

  @Override
  public synchronized String toString() {
    return "events " + Arrays.toString(events) + ", exposure " + Arrays.toString(exposure);
  }
}
