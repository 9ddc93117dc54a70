package io.github.autorefresh.cache.memory;

/**
 * Up to two reserved permits.
 *
 * @param first when the first may be used; {@link Permits#NEVER} if there is none
 * @param second as {@code first}, and not before it
 * @param tps the rate by which these times hold
 * @param since when they were known to hold
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

  /** Without the first {@code used} of them. */
  ReservedPermits without(int used) {
    return used >= count() ? NONE : new ReservedPermits(second, Permits.NEVER, tps, since);
  }

  ReservedPermits with(long at, double rate, long now) {
    return isNone()
        ? new ReservedPermits(at, Permits.NEVER, rate, now)
        : new ReservedPermits(Math.min(first, at), Math.max(first, at), tps, since);
  }

  /**
   * The times at another rate. If it is not known when it changed, it is taken for the moment by
   * which they become latest: now if it rose, as soon as these times were known if it fell.
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
