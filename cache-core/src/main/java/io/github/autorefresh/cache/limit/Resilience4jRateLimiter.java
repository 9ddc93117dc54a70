package io.github.autorefresh.cache.limit;

import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.TimeSource;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import io.github.resilience4j.ratelimiter.internal.SemaphoreBasedRateLimiter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * A Resilience4j limiter that the application already has, for a cache to share with the
 * application's own calls. The limit is then what that limiter makes of it: Resilience4j's own
 * hands out its permits in windows, so that up to twice the {@code limitForPeriod} may pass where
 * two windows meet. Its rate is the application's to change, not the cache's.
 *
 * <p>Such a limiter reserves nothing that is further off than its {@code timeoutDuration}; {@link
 * #reserve} is negative then, and with a timeout of zero always so when nothing is free.
 * Thread-safe and lock-free, as far as the limiter is.
 */
public final class Resilience4jRateLimiter implements RateLimiter {

  private static final long SHORTEST_POLL = Duration.ofMillis(1).toNanos();
  private static final long LONGEST_POLL = Duration.ofMillis(100).toNanos();

  private static final AtomicReferenceFieldUpdater<Resilience4jRateLimiter, Held> HELD =
      AtomicReferenceFieldUpdater.newUpdater(Resilience4jRateLimiter.class, Held.class, "held");

  private final io.github.resilience4j.ratelimiter.RateLimiter existing;
  private final TimeSource time;
  private volatile Held held = new Held(0, 0);

  /**
   * Permits that were free when asked for, and reserved for later by the time of the answer.
   *
   * @param usableAt when all of them may be used, in nanoseconds of {@link #time}
   */
  private record Held(int permits, long usableAt) {}

  private Resilience4jRateLimiter(
      io.github.resilience4j.ratelimiter.RateLimiter existing, TimeSource time) {
    this.existing = existing;
    this.time = time;
  }

  /**
   * A limiter that takes its permits from this one.
   *
   * @throws IllegalArgumentException if that one can't reserve permits, but only block for them
   */
  public static Resilience4jRateLimiter of(
      io.github.resilience4j.ratelimiter.RateLimiter existing) {
    return of(existing, TimeSource.system());
  }

  /**
   * As {@link #of(io.github.resilience4j.ratelimiter.RateLimiter)}, for a limiter that goes by
   * another clock.
   *
   * @throws IllegalArgumentException if that one can't reserve permits, but only block for them
   */
  public static Resilience4jRateLimiter of(
      io.github.resilience4j.ratelimiter.RateLimiter existing, TimeSource time) {
    Objects.requireNonNull(existing, "existing");
    Objects.requireNonNull(time, "time");
    if (existing instanceof SemaphoreBasedRateLimiter) {
      throw new IllegalArgumentException(
          "existing must be able to reserve permits, but was the semaphore-based '"
              + existing.getName()
              + "'");
    }
    return new Resilience4jRateLimiter(existing, time);
  }

  @Override
  public int take(int max) {
    int granted = takeHeld(max);
    int free = existing.getMetrics().getAvailablePermissions();
    // Others may take some of the free ones first. Asking for half as many bounds the attempts.
    for (int wanted = Math.min(max - granted, free); wanted > 0; wanted /= 2) {
      long wait = existing.reservePermission(wanted);
      if (wait == 0) {
        return granted + wanted;
      }
      if (wait > 0) {
        hold(wanted, time.nanos() + wait);
        return granted;
      }
    }
    return granted;
  }

  @Override
  public long reserve() {
    while (true) {
      Held seen = held;
      if (seen.permits == 0) {
        long wait = existing.reservePermission();
        return wait >= 0 ? wait : -untilWorthAsking();
      }
      if (HELD.compareAndSet(this, seen, new Held(seen.permits - 1, seen.usableAt))) {
        return Math.max(0, seen.usableAt - time.nanos());
      }
    }
  }

  private int takeHeld(int max) {
    while (true) {
      Held seen = held;
      int taken = Math.min(max, seen.permits);
      if (taken <= 0 || seen.usableAt - time.nanos() > 0) {
        return 0;
      }
      if (HELD.compareAndSet(this, seen, new Held(seen.permits - taken, seen.usableAt))) {
        return taken;
      }
    }
  }

  private void hold(int permits, long usableAt) {
    HELD.updateAndGet(
        this,
        seen ->
            seen.permits == 0 || usableAt - seen.usableAt > 0
                ? new Held(seen.permits + permits, usableAt)
                : new Held(seen.permits + permits, seen.usableAt));
  }

  /**
   * Resilience4j's own limiter tells when the next permit comes; any other is polled at its rate.
   */
  private long untilWorthAsking() {
    if (existing instanceof AtomicRateLimiter windows) {
      return Math.max(1, windows.getDetailedMetrics().getNanosToWait());
    }
    return Math.min(Math.max((long) (1e9 / tps()), SHORTEST_POLL), LONGEST_POLL);
  }

  /** The limiter's {@code limitForPeriod} per {@code limitRefreshPeriod}. */
  @Override
  public double tps() {
    RateLimiterConfig config = existing.getRateLimiterConfig();
    Duration period = config.getLimitRefreshPeriod();
    return config.getLimitForPeriod() / (period.getSeconds() + period.getNano() / 1e9);
  }

  /** The limiter's {@code limitForPeriod}. */
  @Override
  public int burst() {
    return existing.getRateLimiterConfig().getLimitForPeriod();
  }

  /**
   * Not supported: others share the limiter.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public void retune(double tps, int burst) {
    throw new UnsupportedOperationException(
        "the rate of '" + existing.getName() + "' is for the application to change, not the cache");
  }

  @Override
  public String toString() {
    return existing.toString();
  }
}
