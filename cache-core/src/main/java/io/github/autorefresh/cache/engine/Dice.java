package io.github.autorefresh.cache.engine;

/**
 * Random numbers for one worker, without sharing or allocation: SplitMix64 (Steele, Lea and Flood,
 * OOPSLA 2014). Not thread-safe.
 */
final class Dice {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1.0p-53;

  private long state;

  Dice(long seed) {
    state = seed;
  }

  /** From 0 to below 1. */
  double next() {
    state += GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * UNIT;
  }

  /** From -1 to below 1. */
  double nextSymmetric() {
    return 2 * next() - 1;
  }
}
