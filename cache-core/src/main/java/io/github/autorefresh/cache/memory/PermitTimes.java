package io.github.autorefresh.cache.memory;

/**
 * Computes how long permits of a limiter stay valid, and how long to wait for more of them.
 * Thread-safe.
 */
final class PermitTimes {

  /** In nanoseconds: in effect forever, and safe from overflow when added to a time. */
  static final long FOREVER = 1L << 62;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long SHORTEST_VALIDITY = 20_000;
  static final long LONGEST_RESERVED = 1_000_000;

  /** Two permits are reserved if a wake-up this late would let the bucket overflow. */
  private static final double LATE_WAKE_UP_SECONDS = 200e-6;

  /** How long it is worth waiting for several permits instead of one. */
  private static final double NAP_SECONDS = 500e-6;

  /** The shortest wait that is worthwhile. */
  static final long SHORTEST_NAP = 20_000;

  private final LimiterFigures limiter;

  PermitTimes(LimiterFigures limiter) {
    this.limiter = limiter;
  }

  /**
   * How long a reserved permit may be used after it became usable, in nanoseconds. At most a
   * millisecond: enough for a late wake-up, but not for a permit left over from before a pause or
   * an idle time.
   */
  long reservedNanos() {
    return Math.min(LONGEST_RESERVED, inHandNanos());
  }

  /**
   * How long a permit may be used after it was taken, in nanoseconds: the time in which two permits
   * flow in, but at least 20 µs.
   */
  long inHandNanos() {
    double tps = limiter.tps();
    return tps == Double.POSITIVE_INFINITY
        ? Permits.NEVER
        : Math.max(SHORTEST_VALIDITY, nanos(2 / tps));
  }

  /**
   * True if an empty bucket would not be full after {@code age} nanoseconds. A reserved permit of
   * that age may still be used if the limiter takes no permits back, so that a late wake-up does
   * not lose it.
   */
  boolean isYoung(long age) {
    return age / NANOS_PER_SECOND * limiter.tps() < limiter.burst();
  }

  /** The number of permits to reserve at once. */
  int reservations(int wanted) {
    return wanted > 1 && limiter.burst() < limiter.tps() * LATE_WAKE_UP_SECONDS ? 2 : 1;
  }

  /** Nanoseconds between the first permit and the last of as many as are worth a wake-up. */
  long untilSeveral(int wanted) {
    double tps = limiter.tps();
    double several = Math.min(Math.min(wanted, limiter.burst() / 2), tps * NAP_SECONDS);
    return nanos(Math.max(0, several - 1) / tps);
  }

  /** Nanoseconds until one more permit has flowed in, or several if that is worthwhile. */
  long untilOneMore() {
    return Math.max(SHORTEST_NAP, nanos(1 / limiter.tps()) + untilSeveral(Integer.MAX_VALUE));
  }

  private static long nanos(double seconds) {
    return (long) Math.min(FOREVER, seconds * NANOS_PER_SECOND);
  }
}
