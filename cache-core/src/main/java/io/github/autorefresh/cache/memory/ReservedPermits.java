package io.github.autorefresh.cache.memory;

/**
 * Up to two reserved permits, with times in nanoseconds since the store's origin. Immutable.
 *
 * @param first when the first may be used; {@link Permits#NEVER} if there is none
 * @param second when the second may be used; {@link Permits#NEVER} if there is none
 * @param tps the rate for which these times were computed
 * @param since when they were computed
 */
record ReservedPermits(long first, long second, double tps, long since) {

  static final ReservedPermits NONE = new ReservedPermits(Permits.NEVER, Permits.NEVER, 0, 0);

  boolean isNone() {
    return first == Permits.NEVER;
  }

  int count() {
    return dueAt(Permits.NEVER - 1);
  }

  int dueAt(long now) {
    return second <= now ? 2 : first <= now ? 1 : 0;
  }

  /** These permits without the first {@code used}. */
  ReservedPermits without(int used) {
    return used >= count() ? NONE : new ReservedPermits(second, Permits.NEVER, tps, since);
  }

  ReservedPermits with(long at, double rate, long now) {
    return isNone()
        ? new ReservedPermits(at, Permits.NEVER, rate, now)
        : new ReservedPermits(Math.min(first, at), Math.max(first, at), tps, since);
  }

  /**
   * These permits at another rate. If it is not known when the rate changed, the moment is assumed
   * that makes the times latest: now if it rose, {@code since} if it fell.
   *
   * @param changedNow true if the rate has changed just now
   */
  ReservedPermits atRate(double rate, long now, boolean changedNow) {
    double factor = tps / rate;
    long from = changedNow || factor <= 1 ? now : since;
    return new ReservedPermits(
        move(first, from, now, factor), move(second, from, now, factor), rate, now);
  }

  private static long move(long at, long from, long now, double factor) {
    return at <= now || at == Permits.NEVER
        ? at
        : Math.max(now, from + (long) Math.min(PermitTimes.FOREVER, (at - from) * factor));
  }
}
