package io.github.autorefresh.cache.engine.pace;

import java.util.ArrayList;
import java.util.List;

/**
 * A token bucket whose rate is the least of several curves. It keeps a tenth of a second of permits
 * at most. The permits of the curves are told by their integrals, so that it does not matter how
 * often it is asked. Times are in nanoseconds since an origin; not thread-safe.
 */
final class OwnRate {

  private static final double SECOND = 1e9;
  private static final double KEPT_SECONDS = 0.1;

  /** To be woken costs more than a quick call, so it is for a millisecond's permits at least. */
  private static final double NAP_SECONDS = 0.001;

  /** A hair's breadth of a permit, for what rounding takes. */
  private static final double HAIR = 1e-6;

  private final boolean enforced;
  private final List<Limit> limits = new ArrayList<>(2);
  private double permits;
  private long countedAt;

  /**
   * A limit in force.
   *
   * @param from when it begins
   * @param tps that of the settings when it was set: with them it changes in proportion
   */
  record Limit(RateCurve curve, long from, double tps) {

    private double scale(double now) {
      return now == tps || Double.isInfinite(now) || Double.isInfinite(tps) ? 1 : now / tps;
    }

    double rate(double tpsNow, long at) {
      return scale(tpsNow) * curve.rateAt(Math.max(0, at - from));
    }

    double permits(double tpsNow, long after, long until) {
      double before = curve.permitsBy(Math.max(0, after - from));
      return scale(tpsNow) * (curve.permitsBy(Math.max(0, until - from)) - before);
    }

    boolean isAfterHold() {
      return curve instanceof RateAfterHold;
    }

    boolean isOver(long at) {
      return at - from >= curve.endsAfter();
    }
  }

  /**
   * @param enforced false if somebody else sees to it that the rate is kept: then there are always
   *     permits
   */
  OwnRate(boolean enforced) {
    this.enforced = enforced;
  }

  List<Limit> limits() {
    return limits;
  }

  boolean isLimited() {
    return !limits.isEmpty();
  }

  /** True if a limit that a hold has set is in force. */
  boolean isAfterHold() {
    return limits.stream().anyMatch(Limit::isAfterHold);
  }

  /** Adds a limit, which begins with an empty bucket. */
  void add(Limit limit) {
    limits.add(limit);
    permits = 0;
    countedAt = limit.from();
  }

  /**
   * Drops limits that have ended, or permit what the settings do; those after a hold also if they
   * suffice. They do not yet if many items wait for it, as they do while a cache is filled.
   *
   * @param suffices in calls per second; infinite if many items wait
   */
  void drop(double tpsNow, double suffices, long at) {
    limits.removeIf(
        limit -> {
          double rate = limit.rate(tpsNow, at);
          return limit.isOver(at) || rate >= tpsNow || (limit.isAfterHold() && rate >= suffices);
        });
  }

  /** In calls per second; that of the settings if it is less. */
  double rate(double tpsNow, long at) {
    double least = tpsNow;
    for (Limit limit : limits) {
      least = Math.min(least, limit.rate(tpsNow, at));
    }
    return least;
  }

  /** How many permits there are; {@link Integer#MAX_VALUE} without a limit to be enforced. */
  int available(double tpsNow, long at) {
    count(tpsNow, at);
    return isLimited() && enforced
        ? (int) Math.min(permits + HAIR, Integer.MAX_VALUE)
        : Integer.MAX_VALUE;
  }

  /** True if permits are left over, as far as is known here. */
  boolean hasSpare(double tpsNow, long at) {
    return enforced && available(tpsNow, at) > 0;
  }

  /** Takes up to so many permits; returns how many. */
  int take(int calls, double tpsNow, long at) {
    int taken = Math.min(calls, available(tpsNow, at));
    permits = Math.max(0, permits - taken);
    return taken;
  }

  void giveBack(int calls, double tpsNow, long at) {
    count(tpsNow, at);
    permits = isLimited() ? Math.min(kept(tpsNow, at), permits + calls) : 0;
  }

  /** Adds what has flowed in. */
  private void count(double tpsNow, long at) {
    if (at <= countedAt || limits.isEmpty()) {
      return;
    }
    double gained = Double.MAX_VALUE;
    for (Limit limit : limits) {
      gained = Math.min(gained, limit.permits(tpsNow, countedAt, at));
    }
    permits = Math.min(kept(tpsNow, at), permits + gained);
    countedAt = at;
  }

  private double kept(double tpsNow, long at) {
    return Math.max(1, KEPT_SECONDS * rate(tpsNow, at));
  }

  /**
   * Nanoseconds until it is worth asking again, at least 1; {@link Long#MAX_VALUE} if there are as
   * many permits as there can be.
   */
  long untilMore(double tpsNow, long at) {
    int available = available(tpsNow, at);
    if (available == Integer.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    double several = available > 0 ? 0 : Math.floor(NAP_SECONDS * rate(tpsNow, at));
    double wanted = Math.max(available + 1.0, several);
    return wanted > kept(tpsNow, at) ? Long.MAX_VALUE : untilFlowed(wanted - permits, tpsNow, at);
  }

  /** By bisection, so that a curve need not tell the inverse of its integral. */
  private long untilFlowed(double wanted, double tpsNow, long at) {
    long longest = 1;
    for (Limit limit : limits) {
      long low = Math.max(0, limit.from() - at);
      long high = low + (long) Math.ceil(wanted / limit.rate(tpsNow, at) * SECOND) + 1;
      while (high - low > 1) {
        long middle = low + (high - low) / 2;
        if (limit.permits(tpsNow, at, at + middle) < wanted) {
          low = middle;
        } else {
          high = middle;
        }
      }
      longest = Math.max(longest, high);
    }
    return longest;
  }
}
