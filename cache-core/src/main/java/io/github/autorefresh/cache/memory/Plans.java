package io.github.autorefresh.cache.memory;

/**
 * Planned intervals of a learned cadence as one byte: the power of {@value #STEP} that is next to
 * their ratio to the cache's period. That is enough for the demand, which is a sum over many, and
 * lets items share their {@link SyncStatus}. It stays true when the period changes.
 */
final class Plans {

  private static final double STEP = 1.1;
  private static final double LOG_STEP = Math.log(STEP);
  private static final int FURTHEST = Byte.MAX_VALUE;

  /** The period itself. */
  static final byte PERIOD = 0;

  private static final float[] POWERS = new float[2 * FURTHEST + 1];

  static {
    for (int power = -FURTHEST; power <= FURTHEST; power++) {
      POWERS[power + FURTHEST] = (float) Math.pow(STEP, power);
    }
  }

  private Plans() {}

  /** An interval, as a multiple of the period. */
  static byte nearest(float interval) {
    long power = Math.round(Math.log(interval) / LOG_STEP);
    return (byte) Math.max(-FURTHEST, Math.min(power, FURTHEST));
  }

  /** The interval that it stands for, as a multiple of the period. */
  static float of(byte plan) {
    return POWERS[plan + FURTHEST];
  }
}
