package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.RateLimiter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * Takes permits from the limiter for one cache: as many as are free, and once none is, it reserves
 * the next one. So the cache keeps its turn where others share the limiter, and a thread that wakes
 * up late loses nothing of the rate.
 *
 * <p><b>Late.</b> A reserved permit is used as it is up to {@link PermitTimes#reservedNanos} after
 * its time, so that late wake-ups add at most two permits to a window. A later one is given back,
 * or dropped if the bucket has been full since, and permits are taken anew: however long
 * reservations are left over, and in however many caches, no more than the burst is used at once.
 *
 * <p><b>Retuned.</b> When the limiter's rate is found changed, by whomever, the time of a reserved
 * permit moves with it: what is ahead of it in the limiter flows in at the new rate. It is not
 * given back and reserved again: the limiter would put it behind the reservations of other caches,
 * and all of those that do so at the same time.
 *
 * <p><b>Broken.</b> What the limiter throws is caught here. One line is logged for failures that
 * are less than a minute apart, and the limiter is left alone for 100 ms, then longer, up to a
 * second. A figure that it fails to tell once is what it told last.
 *
 * <p>At a high rate it is not worth waking up for each permit, which costs more than a quick sync:
 * the hints tell to wait for several, but never so long that the bucket overflows.
 *
 * <p>Thread-safe and lock-free: the limiter may be the application's, and is called under no lock.
 * All times are in nanoseconds of the store, which begin at about zero.
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

  /** True while a thread reserves; meanwhile the others find nothing. */
  private final AtomicBoolean reserving = new AtomicBoolean();

  /** When it is worth asking next. */
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
   * Takes up to {@code max} permits, at least 1.
   *
   * @param wanted how many could be used in all, if there were threads enough
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
        } else { // retuned meanwhile; whether before or after the wait was told, nobody knows
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

  /** What is reserved, by the rate that the limiter has now. */
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
   * How many permits {@link #take} may give now: a hint. None while it is better to wait for
   * several, for the reserved one, or for the limiter to recover.
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
   * Nanoseconds until {@link #available} may be more than now; at least 1. Asked only while items
   * are due: if no permit is free, it reserves the next one.
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
        // Others take what comes: without a reservation it would never be this cache's turn.
        reserve(1, now);
        return Math.max(1, askAt - now);
      }
      long nap = times.untilOneMore();
      return now < reservedAt ? Math.min(nap, reservedAt - now) : nap;
    } catch (Throwable thrown) {
      return leaveAlone(thrown, now);
    }
  }

  /**
   * How long a permit that was taken stays valid in the hands of the thread that took it: for the
   * time of two permits, so that any window holds at most two more, but for 20 µs at least.
   */
  long validNanos() {
    try {
      return times.inHandNanos();
    } catch (Throwable thrown) { // logged when a permit is taken
      return PermitTimes.LONGEST_RESERVED;
    }
  }

  /**
   * Takes a permit in place of one that is no longer valid, which is lost: what a stall has lost is
   * not caught up. To give it back first would let a claim that was stalled use its permits beside
   * a bucket that has filled up meanwhile.
   */
  boolean renew() {
    try {
      return limiter.take(1) > 0;
    } catch (Throwable thrown) {
      failures.tellOnce(limiter, thrown);
      return false;
    }
  }

  /** Gives permits of that age back that will not be used. */
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
      ReservedPermits unused = current(now); // moves it
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
