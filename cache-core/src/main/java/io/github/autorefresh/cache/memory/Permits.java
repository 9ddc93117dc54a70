package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.RateLimiter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Permits for a store that claims in runs: as many as are free; and once none is, the next one is
 * reserved, so that the cache keeps its turn where others share the limiter, and loses nothing of
 * the rate when it wakes up late.
 *
 * <p>At a high rate it is not worth waking up for each permit, which costs more than a quick sync:
 * who waits is told to wait for several, but never so long that the bucket overflows.
 *
 * <p>Lock-free; the limiter is not called under a lock, since it may be the application's.
 */
final class Permits {

  private static final long NOTHING_RESERVED = Long.MIN_VALUE;
  private static final long RESERVING = Long.MIN_VALUE + 1;
  private static final long PAST = Long.MIN_VALUE;

  /** It is worth waiting so long for further permits. */
  private static final double NAP_SECONDS = 500e-6;

  private final RateLimiter limiter;

  /** When the reserved permit may be used, in nanoseconds of the store. */
  private final AtomicLong usableAt = new AtomicLong(NOTHING_RESERVED);

  /** When to ask next, in nanoseconds of the store. */
  private volatile long askAt = PAST;

  Permits(RateLimiter limiter) {
    this.limiter = limiter;
  }

  boolean unlimited() {
    return limiter.tps() == Double.POSITIVE_INFINITY;
  }

  /**
   * Takes up to {@code max} permits, at least 1.
   *
   * @param wanted how many could be used in all, if there were workers enough
   */
  int take(int max, int wanted, long now) {
    int reserved = 0;
    long at = usableAt.get();
    if (at == RESERVING) {
      return 0;
    }
    if (at != NOTHING_RESERVED) {
      if (at > now || !usableAt.compareAndSet(at, NOTHING_RESERVED)) {
        return 0;
      }
      reserved = 1;
    }
    int taken = reserved + (max > reserved ? limiter.take(max - reserved) : 0);
    boolean none = taken < max || taken >= limiter.burst();
    if (!none || wanted == taken) {
      askAt = PAST;
    } else if (usableAt.compareAndSet(NOTHING_RESERVED, RESERVING)) {
      reserve(wanted - taken, now);
    }
    return taken;
  }

  private void reserve(int wanted, long now) {
    long wait = limiter.reserve();
    if (wait < 0) { // nothing is promised
      askAt = now - wait;
      usableAt.set(NOTHING_RESERVED);
    } else {
      askAt = now + wait + untilSeveral(wanted);
      usableAt.set(now + wait);
    }
  }

  /** Nanoseconds from one permit to as many as are worth waking up for. */
  private long untilSeveral(int wanted) {
    double tps = limiter.tps();
    double several = Math.min(Math.min(wanted, limiter.burst() / 2), tps * NAP_SECONDS);
    return (long) (Math.max(0, several - 1) / tps * 1e9);
  }

  /** Nanoseconds until {@link #take} may have something to give that is worth it. */
  long untilNext(long now) {
    long at = askAt;
    return at <= now ? 0 : at - now;
  }

  /** Forgets what was reserved at a rate that no longer holds. */
  void forget() {
    usableAt.set(NOTHING_RESERVED);
    askAt = PAST;
  }
}
