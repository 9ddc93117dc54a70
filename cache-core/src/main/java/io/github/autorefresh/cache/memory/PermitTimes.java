package io.github.autorefresh.cache.memory;

/** How long permits of a limiter last, and how long it is worth waiting for them. Arithmetic. */
final class PermitTimes {

  /** As good as for ever, and far from overflow when added to a time. */
  static final long FOREVER = 1L << 62;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long SHORTEST_VALIDITY = 20_000;
  static final long LONGEST_RESERVED = 1_000_000;

  /** Two permits are reserved if by a wake-up as late as this the bucket would overflow. */
  private static final double LATE_WAKE_UP_SECONDS = 200e-6;

  /** It is worth waiting so long for further permits. */
  private static final double NAP_SECONDS = 500e-6;

  /** It is not worth waiting for less. */
  static final long SHORTEST_NAP = 20_000;

  private final LimiterFigures limiter;

  PermitTimes(LimiterFigures limiter) {
    this.limiter = limiter;
  }

  /**
   * How long a reserved permit may be used after its time came, in nanoseconds: no longer than a
   * late wake-up takes, since a cache that was paused or idle may have it left over.
   */
  long reservedNanos() {
    return Math.min(LONGEST_RESERVED, inHandNanos());
  }

  /** How long a permit may be used after it was taken, in nanoseconds: the time of two permits. */
  long inHandNanos() {
    double tps = limiter.tps();
    return tps == Double.POSITIVE_INFINITY
        ? Permits.NEVER
        : Math.max(SHORTEST_VALIDITY, nanos(2 / tps));
  }

  /**
   * True if the bucket would not have been full since, had this permit not been taken. A limiter
   * that takes no permits back is trusted that long, so that a late wake-up does not lose one.
   */
  boolean isYoung(long age) {
    return age / NANOS_PER_SECOND * limiter.tps() < limiter.burst();
  }

  /** How many permits to reserve. */
  int reservations(int wanted) {
    return wanted > 1 && limiter.burst() < limiter.tps() * LATE_WAKE_UP_SECONDS ? 2 : 1;
  }

  /** Nanoseconds from one permit to as many as are worth waking up for. */
  long untilSeveral(int wanted) {
    double tps = limiter.tps();
    double several = Math.min(Math.min(wanted, limiter.burst() / 2), tps * NAP_SECONDS);
    return nanos(Math.max(0, several - 1) / tps);
  }

  /** Nanoseconds until one more permit has flowed in, or several if that is worth it. */
  long untilOneMore() {
    return Math.max(SHORTEST_NAP, nanos(1 / limiter.tps()) + untilSeveral(Integer.MAX_VALUE));
  }

  private static long nanos(double seconds) {
    return (long) Math.min(FOREVER, seconds * NANOS_PER_SECOND);
  }
}
