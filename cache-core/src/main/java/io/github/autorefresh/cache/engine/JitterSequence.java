package io.github.autorefresh.cache.engine;

/**
 * Numbers for one worker that look like chance one by one and are spread evenly together: multiples
 * of the golden ratio modulo 1 (the additive recurrence of Weyl), from a random place on. Throws of
 * pure chance would gather a tenth more than the mean in some hundredth of a period; these gather a
 * thirtieth. Without sharing or allocation. Not thread-safe.
 */
final class JitterSequence {

  /**
   * From one state of such a sequence to the next: the golden ratio's fraction of 2<sup>64</sup>.
   */
  static final long STEP = 0x9E3779B97F4A7C15L;

  private static final double UNIT = 0x1.0p-53;

  private long state;

  JitterSequence(long seed) {
    state = seed;
  }

  /** What a state stands for: from 0 to below 1. */
  static double fraction(long state) {
    return (state >>> 11) * UNIT;
  }

  /** From -1 to below 1. */
  double nextSymmetric() {
    state += STEP;
    return 2 * fraction(state) - 1;
  }
}
