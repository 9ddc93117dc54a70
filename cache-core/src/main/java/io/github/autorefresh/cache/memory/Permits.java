package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.RateLimiter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * Takes permits from the limiter for one cache: as many as are free. If none is left, it reserves
 * the next one. So the cache keeps its turn if others share the limiter, and a thread that wakes up
 * late does not reduce the rate.
 *
 * <p><b>Late.</b> A reserved permit is used up to {@link PermitTimes#reservedNanos} after it became
 * usable, so that late wake-ups add at most two permits to a window. After that it is given back,
 * and permits are taken anew. If the limiter takes no permits back, it is still used as long as the
 * bucket cannot have been full since, and dropped otherwise. So no more than the burst is used at
 * once, however long reserved permits are left over, and in however many caches.
 *
 * <p><b>Retuned.</b> When the limiter's rate has changed, the time of a reserved permit is moved:
 * the permits ahead of it flow in at the new rate. It is not given back and reserved again, because
 * it would then come after the reservations of other caches.
 *
 * <p><b>Broken.</b> What the limiter throws is caught here. One line is logged for failures that
 * are less than a minute apart, and the limiter is not asked for 100 ms, then longer, up to a
 * second. If a figure of the limiter fails once, its last value is used.
 *
 * <p>At a high rate it is not worth waking up for each permit, which costs more than a quick sync:
 * the hints are to wait for several permits, but never so long that the bucket overflows.
 *
 * <p>Thread-safe and lock-free: the limiter may be the application's, and is called under no lock.
 * All times are in nanoseconds since the store's origin.
 */
final class Permits {

  static final long NEVER = Long.MAX_VALUE;
  private static final long PAST = Long.MIN_VALUE;

  private static final AtomicReferenceFieldUpdater<Permits, ReservedPermits> RESERVED =
      AtomicReferenceFieldUpdater.newUpdater(Permits.class, ReservedPermits.class, "reserved");

  private final RateLimiter limiter;
  private final PermitTimes times;
  private final LimiterFigures figures;
  private final LimiterFailures failures = new LimiterFailures();
  private volatile ReservedPermits reserved = ReservedPermits.NONE;

  /** True while a thread reserves; meanwhile others get no permit. */
  private final AtomicBoolean reserving = new AtomicBoolean();

  /** When it is next worth asking for permits. */
  private volatile long askAt = PAST;

  /** True if this cache has changed the rate, and the reserved permits have not moved yet. */
  private volatile boolean retunedHere;

  Permits(RateLimiter limiter) {
    this.limiter = limiter;
    figures = new LimiterFigures(limiter, failures);
    times = new PermitTimes(figures);
  }

  boolean unlimited() {
    return tps() == Double.POSITIVE_INFINITY;
  }

  /** Permits per second; infinite if there is no limit, zero if the limiter does not tell. */
  double tps() {
    try {
      return figures.tps();
    } catch (Throwable thrown) { // logged when a permit is taken
      return 0;
    }
  }

  /**
   * Takes up to {@code max} permits, as many as are free.
   *
   * @param max at least 1
   * @param wanted how many permits could be used in all, with enough threads
   */
  int take(int max, int wanted, long now) {
    int taken = 0;
    try {
      if (mustWait(now)) {
        return 0;
      }
      taken = takeReserved(max, now);
      if (taken < max) {
        taken += Math.max(0, Math.min(limiter.take(max - taken), max - taken));
      }
      boolean none = taken < max || taken >= figures.burst();
      if (!none || wanted <= taken) {
        askAgain();
      } else {
        reserve(wanted - taken, now);
      }
      failures.over();
    } catch (Throwable thrown) {
      leaveAlone(thrown, now);
    }
    return taken;
  }

  private boolean mustWait(long now) {
    boolean refused = current(now).isNone() || failures.isFailing();
    return reserving.get() || (refused && now < askAt);
  }

  private int takeReserved(int max, long now) {
    while (true) {
      ReservedPermits seen = reserved;
      int due = Math.min(seen.dueAt(now), max);
      if (due <= 0) {
        return 0;
      }
      long late = now - seen.first();
      boolean valid = late <= times.reservedNanos();
      if (!RESERVED.compareAndSet(this, seen, seen.without(valid ? due : 1))) {
        continue;
      }
      if (valid) {
        return due;
      }
      if (!limiter.giveBack(1, late) && times.isYoung(late)) {
        return 1;
      }
    }
  }

  private void reserve(int wanted, long now) {
    if (!reserving.compareAndSet(false, true)) {
      return;
    }
    try {
      retunedHere = false;
      double tps = figures.tps();
      int ahead = times.reservations(wanted);
      long refusedFor = 0;
      while (refusedFor == 0 && reserved.count() < ahead) {
        long wait = limiter.reserve();
        if (wait < 0) {
          refusedFor = -Math.max(wait, -PermitTimes.FOREVER);
        } else if (figures.tps() == tps) {
          long at = now + Math.min(wait, PermitTimes.FOREVER);
          RESERVED.updateAndGet(this, seen -> seen.with(at, tps, now));
        } else { // retuned meanwhile: it is not known whether the wait is by the old or new rate
          boolean unused = limiter.giveBack(1, 0);
          refusedFor = PermitTimes.SHORTEST_NAP;
        }
      }
      ReservedPermits got = reserved;
      askAt = got.isNone() ? now + refusedFor : got.first() + times.untilSeveral(wanted);
    } finally {
      reserving.set(false);
    }
  }

  /** The reserved permits, by the rate that the limiter has now. */
  private ReservedPermits current(long now) {
    while (true) {
      ReservedPermits seen = reserved;
      if (seen.isNone()) {
        return seen;
      }
      double tps = figures.tps();
      if (seen.tps() == tps) {
        return seen;
      }
      ReservedPermits moved = seen.atRate(tps, now, retunedHere);
      if (RESERVED.compareAndSet(this, seen, moved)) {
        retunedHere = false;
        askAt = moved.first();
        return moved;
      }
    }
  }

  /**
   * How many permits {@link #take} may return now: a hint. Zero while it is better to wait for
   * several permits, for the reserved permit, or for the limiter to recover.
   */
  int available(long now) {
    try {
      ReservedPermits seen = current(now);
      if (reserving.get() || now < askAt) {
        return 0;
      }
      return (int) Math.min((long) seen.dueAt(now) + figures.available(), Integer.MAX_VALUE);
    } catch (Throwable thrown) {
      leaveAlone(thrown, now);
      return 0;
    }
  }

  /**
   * Nanoseconds until {@link #available} may return more than now; at least 1. To be called only
   * while items are due, because it reserves the next permit if none is free.
   */
  long untilMore(long now) {
    try {
      if (figures.tps() == Double.POSITIVE_INFINITY) {
        return NEVER;
      }
      if (reserving.get()) {
        return PermitTimes.SHORTEST_NAP;
      }
      long reservedAt = current(now).first();
      long ask = askAt;
      if (now < ask) {
        return ask - now;
      }
      if (reservedAt == NEVER && figures.available() == 0) {
        // Without a reservation, other caches might take every permit as it becomes free.
        reserve(1, now);
        long next = askAt;
        return next <= now ? 1 : next - now;
      }
      long nap = times.untilOneMore();
      return now < reservedAt ? Math.min(nap, reservedAt - now) : nap;
    } catch (Throwable thrown) {
      return leaveAlone(thrown, now);
    }
  }

  /**
   * How long a permit stays valid after it was taken, in nanoseconds: the time in which two permits
   * flow in, so that a window gets at most two more. It is at least 20 µs, in which more than two
   * flow in at rates above 100,000 per second.
   */
  long validNanos() {
    try {
      return times.inHandNanos();
    } catch (Throwable thrown) { // logged when a permit is taken
      return PermitTimes.LONGEST_RESERVED;
    }
  }

  /**
   * Takes a new permit in place of one that is no longer valid. The old one is lost, and the calls
   * that a stall has prevented are not made up for. If it were given back first, a stalled claim
   * could use its permits in addition to those of a bucket that has filled up meanwhile.
   */
  boolean renew() {
    try {
      return limiter.take(1) > 0;
    } catch (Throwable thrown) {
      failures.tellOnce(limiter, thrown);
      return false;
    }
  }

  /** Gives back permits that will not be used; {@code age} is in nanoseconds since the claim. */
  void giveBack(int permits, long age) {
    try {
      if (permits > 0 && limiter.giveBack(permits, age)) {
        askAgain();
      }
    } catch (Throwable thrown) {
      failures.tellOnce(limiter, thrown);
    }
  }

  /** This cache has just set the limiter's rate. */
  void retuned(long now) {
    retunedHere = !reserved.isNone();
    try {
      askAgain();
      ReservedPermits unused = current(now); // moves the reserved permits
    } catch (Throwable thrown) {
      leaveAlone(thrown, now);
    }
  }

  private void askAgain() {
    if (askAt != PAST && !failures.isFailing()) {
      askAt = PAST;
    }
  }

  private long leaveAlone(Throwable thrown, long now) {
    long delay = failures.delayAfter(limiter, thrown, now);
    askAt = now + delay;
    return delay;
  }
}
