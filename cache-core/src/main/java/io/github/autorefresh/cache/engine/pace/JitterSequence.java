package io.github.autorefresh.cache.engine.pace;

/**
 * The jitter of one worker: a low-discrepancy sequence, the multiples of the golden ratio modulo 1
 * (Weyl's additive recurrence), from a random start. Each number looks random, and together they
 * are spread more evenly than independent random numbers. It allocates nothing and shares nothing.
 *
 * <p>Not thread-safe.
 */
public final class JitterSequence {

  /** The step from one state to the next: the golden ratio's fraction of 2<sup>64</sup>. */
  static final long STEP = 0x9E3779B97F4A7C15L;

  private static final double UNIT = 0x1.0p-53;

  private long state;

  JitterSequence(long seed) {
    state = seed;
  }

  /** The number that a state stands for; from 0 to below 1. */
  static double fraction(long state) {
    return (state >>> 11) * UNIT;
  }

  /** The next number; from -1 to below 1. */
  double nextSymmetric() {
    return 2 * next() - 1;
  }

  /** From 0 to below 1. */
  double next() {
    state += STEP;
    return fraction(state);
  }
}
