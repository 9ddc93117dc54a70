package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.spi.SharedRate;
import io.github.autorefresh.cache.spi.StoreStats;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cache's own rate, below that of its settings, and the hold: how the cache heeds an external
 * system that wants to be left alone. During a hold no call begins; then the rate returns as {@link
 * RateAfterHold} says, until it limits nothing any longer. It is independent of the limiter, which
 * may be shared or absent. Of several limits the least is in force.
 *
 * <p>All times are on the engine's clock. Thread-safe; without a limit, which is the usual state,
 * no method but {@link #began} costs more than the read of a field.
 */
public final class Throttle {

  private static final Duration LONGEST_HOLD = Duration.ofHours(1);

  /** The part of the rate that is left at least, however often the external system had enough. */
  private static final double LEAST_PART = 0.01;

  /** The limit is dropped at so many times the demand. */
  private static final double TIMES_DEMAND = 2;

  /** So many calls that wait may be made at once when the limit is dropped. */
  private static final int FEW_CALLS = 10;

  private static final long LOOK_NANOS = 1_000_000_000;

  /** The first calls of a cache are taken to be spread over so much time at least. */
  private static final long FIRST_CALLS_NANOS = 100_000_000;

  private final DoubleSupplier tps;
  private final Supplier<StoreStats> stats;
  private final int maxBatch;
  private final long origin;
  private final RecentCalls recent;

  private volatile boolean limited;
  private volatile int holds;

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock; in nanoseconds since the origin.
  private final OwnRate own;
  private long beganAt = -1;
  private long heldUntil = -1;
  private long length;
  private double enough;
  private double enoughOfTps;
  private int recurrences; // since there was no limit
  private long lookAt;

  /**
   * Without a limit.
   *
   * @param tps the calls per second that the settings permit; infinite if there is no limit
   * @param stats of the store: what is demanded, and what is due
   * @param maxBatch how many items a call takes
   * @param shared enforces the rate for all replicas that share the store; null to do so here
   * @param now on the engine's clock
   */
  public Throttle(
      DoubleSupplier tps,
      Supplier<StoreStats> stats,
      int maxBatch,
      @Nullable SharedRate shared,
      long now) {
    own = new OwnRate(shared == null);
    recent = new RecentCalls(shared);
    this.tps = tps;
    this.stats = stats;
    this.maxBatch = maxBatch;
    this.origin = now;
  }

  // What the external system asks for.

  /** Calls begin. */
  public void began(int calls, long now) {
    recent.add(calls, now - origin);
  }

  /**
   * The external system wants to be left alone for so long. A call that was under way when the last
   * hold began, or a probe after one, may prolong it, but does not lower the rate again.
   *
   * @param callStartedAt when the call began that was told so
   * @return true if a hold begins
   */
  public boolean retryAfter(Duration asked, long callStartedAt, boolean probe, long now) {
    long nanos = (asked.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : asked).toNanos();
    double demand = demand(stats.get());
    return locked(
            now,
            (tpsNow, at) -> {
              long until = Math.max(at + nanos, heldUntil);
              boolean begins = callStartedAt - origin > beganAt && !(probe && own.isAfterHold());
              if (begins) {
                recurrences = own.isAfterHold() ? recurrences + 1 : 0;
                enough = enough(tpsNow, demand, probe, at);
                enoughOfTps = tpsNow;
                length = until - at;
                beganAt = at;
                hold(until, at);
              } else if (until > heldUntil) {
                length = Math.max(length, nanos);
                hold(until, at);
              }
              return begins ? 1 : 0;
            })
        > 0;
  }

  /**
   * The rate at which the external system had enough: at most what was permitted, and what was
   * called in the time in which calls could begin, or a long hold would leave nothing of it. First
   * calls and probes, which tell no rate, count for what is demanded at least.
   */
  private double enough(double tpsNow, double demand, boolean probe, long at) {
    double permitted = own.rate(tpsNow, at);
    double called = recent.perSecond(at, heldUntil, own.isLimited() ? 1 : FIRST_CALLS_NANOS);
    called = probe || recent.haveJustBegun(at) ? Math.max(called, demand) : called;
    double least = LEAST_PART * Math.min(tpsNow, demand);
    return Math.max(Math.min(permitted, called), least / RateAfterHold.FIRST_PART);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  private void hold(long until, long at) {
    heldUntil = until;
    length = Math.min(length, until - beganAt); // less if it is released
    own.limits().removeIf(OwnRate.Limit::isAfterHold);
    add(new OwnRate.Limit(new RateAfterHold(enough, length, recurrences), until, enoughOfTps), at);
    holds++; // last: whoever sees this sees the limit too
  }

  private void add(OwnRate.Limit limit, long at) {
    own.add(limit);
    lookAt = Math.min(limit.from(), at + LOOK_NANOS);
    limited = true;
  }

  /** Ends a hold now, if there is one; the rate returns step by step as after any other. */
  public void release(long now) {
    if (isHeld(now)) {
      change(now, (tpsNow, at) -> hold(Math.min(at, heldUntil), at));
    }
  }

  /** Limits the rate by this curve too, from then on until it ends. */
  public void limit(RateCurve curve, long from) {
    change(
        from, (tpsNow, at) -> add(new OwnRate.Limit(curve, Math.max(at, heldUntil), tpsNow), at));
  }

  /** False, which is cheap to ask, if calls need no permit of this. */
  public boolean isLimited() {
    return limited;
  }

  /** How many holds have begun. What was taken before one is not to be used any longer. */
  public int holds() {
    return holds;
  }

  /** True while no call may begin. */
  public boolean isHeld(long now) {
    return heldFor(now) > 0;
  }

  /** True while the rate is lower than usual because of a hold that has ended. */
  public boolean isAfterHold(long now) {
    return limited && locked(now, (tps, at) -> at >= heldUntil && own.isAfterHold() ? 1 : 0) > 0;
  }

  /** Nanoseconds until the hold ends; 0 if there is none. */
  public long heldFor(long now) {
    return limited ? locked(now, (tpsNow, at) -> Math.max(0, heldUntil - at)) : 0;
  }

  /** Takes permits for up to so many calls; returns for how many. */
  public int take(int calls, long now) {
    return limited
        ? (int) locked(now, (tpsNow, at) -> at < heldUntil ? 0 : own.take(calls, tpsNow, at))
        : calls;
  }

  /**
   * Gives permits back that were not used.
   *
   * @param holdsBefore {@link #holds} before they were taken
   */
  public void giveBack(int calls, int holdsBefore, long now) {
    if (limited && calls > 0 && holds == holdsBefore) {
      change(now, (tpsNow, at) -> own.giveBack(calls, tpsNow, at));
    }
  }

  /** How many calls {@link #take} permits now; {@link Integer#MAX_VALUE} without a limit. */
  public int available(long now) {
    return limited
        ? (int) locked(now, (tpsNow, at) -> at < heldUntil ? 0 : own.available(tpsNow, at))
        : Integer.MAX_VALUE;
  }

  /**
   * Nanoseconds until {@link #available} is worth asking again, at least 1; {@link Long#MAX_VALUE}
   * if it is as much as it can be.
   */
  public long untilMore(long now) {
    return limited
        ? locked(now, (tpsNow, at) -> at < heldUntil ? heldUntil - at : own.untilMore(tpsNow, at))
        : Long.MAX_VALUE;
  }

  /** The rate in force, in calls per second; infinite without any limit. */
  public double tps(long now) {
    double tpsNow = tps.getAsDouble();
    if (!limited) {
      return tpsNow;
    }
    lock.lock();
    try {
      return own.rate(tpsNow, now - origin);
    } finally {
      lock.unlock();
    }
  }

  /** Nanoseconds until the next {@link #look}; {@link Long#MAX_VALUE} if it needs none. */
  public long untilLook(long now) {
    return limited ? locked(now, (tpsNow, at) -> Math.max(0, lookAt - at)) : Long.MAX_VALUE;
  }

  /**
   * Drops the limits that are over.
   *
   * @return true if there is none any longer
   */
  public boolean look(long now) {
    if (untilLook(now) > 0) {
      return false;
    }
    StoreStats load = stats.get();
    change(
        now,
        (tpsNow, at) -> {
          boolean held = at < heldUntil;
          lookAt = held ? Math.min(at + LOOK_NANOS, heldUntil) : at + LOOK_NANOS;
          if (!held) {
            boolean nobodyWaits =
                load.overdue() <= (long) FEW_CALLS * maxBatch || own.hasSpare(tpsNow, at);
            double suffices = TIMES_DEMAND * demand(load);
            own.drop(tpsNow, nobodyWaits ? suffices : Double.POSITIVE_INFINITY, at);
            limited = own.isLimited();
          }
        });
    return !limited;
  }

  private double demand(StoreStats load) {
    return load.demand() / maxBatch;
  }

  /** Asked under the lock, by the present tps of the settings. */
  @FunctionalInterface
  private interface Question {
    long ask(double tpsNow, long at);
  }

  @FunctionalInterface
  private interface Change {
    void make(double tpsNow, long at);
  }

  private void change(long now, Change change) {
    double tpsNow = tps.getAsDouble(); // not under the lock: it may ask a foreign limiter
    lock.lock();
    try {
      change.make(tpsNow, now - origin);
    } finally {
      lock.unlock();
    }
  }

  private long locked(long now, Question question) {
    double tpsNow = tps.getAsDouble();
    lock.lock();
    try {
      return question.ask(tpsNow, now - origin);
    } finally {
      lock.unlock();
    }
  }
}
