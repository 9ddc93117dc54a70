package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.RateLimiter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Permits for a store that claims in runs: as many as are free; and when none is, the next one is
 * reserved, so that the cache keeps its turn where others share the limiter, and loses nothing of
 * the rate when it wakes up late.
 *
 * <p>Lock-free; the limiter is not called under a lock, since it may be the application's.
 */
final class Permits {

  private static final long NOTHING_RESERVED = Long.MIN_VALUE;
  private static final long RESERVING = Long.MIN_VALUE + 1;

  private final RateLimiter limiter;

  /** When the reserved permit may be used, in nanoseconds of the store. */
  private final AtomicLong usableAt = new AtomicLong(NOTHING_RESERVED);

  /** When to ask a limiter again that has reserved nothing, in nanoseconds of the store. */
  private volatile long worthAskingAt = Long.MIN_VALUE;

  Permits(RateLimiter limiter) {
    this.limiter = limiter;
  }

  boolean unlimited() {
    return limiter.tps() == Double.POSITIVE_INFINITY;
  }

  /** Takes up to {@code max} permits, at least 1. */
  int take(int max, long now) {
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
    if (taken == 0 && usableAt.compareAndSet(NOTHING_RESERVED, RESERVING)) {
      long wait = limiter.reserve();
      worthAskingAt = wait < 0 ? now - wait : Long.MIN_VALUE;
      usableAt.set(wait < 0 ? NOTHING_RESERVED : now + wait);
    }
    return taken;
  }

  /** Nanoseconds until {@link #take} may have something to give. */
  long untilNext(long now) {
    long at = Math.max(usableAt.get(), worthAskingAt);
    return at <= now ? 0 : at - now;
  }

  /** Forgets what was reserved at a rate that no longer holds. */
  void forget() {
    worthAskingAt = Long.MIN_VALUE;
    usableAt.set(NOTHING_RESERVED);
  }
}
