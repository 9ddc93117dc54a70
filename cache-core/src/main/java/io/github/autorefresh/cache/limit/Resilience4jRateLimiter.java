package io.github.autorefresh.cache.limit;

import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.TimeSource;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * A Resilience4j limiter that the application already has, for a cache to share with the
 * application's own calls. The limit is then what that limiter makes of it: Resilience4j's own
 * hands out its permits in windows, so that up to twice the {@code limitForPeriod} may pass where
 * two windows meet. Its rate is the application's to change, not the cache's.
 *
 * <p><b>Reservations stay here.</b> {@link #reserve} reserves a permit with that limiter and keeps
 * it for whichever cache {@linkplain #take takes} it first, which may be done for one {@code
 * limitRefreshPeriod} from its time on: it counts in the window that begins then. So at most one is
 * reserved at a time, and one that nobody takes is void with its window, and not one permit too
 * many later. Nothing is reserved that is further off than the limiter's {@code timeoutDuration};
 * if that is too short, the limiter is polled.
 *
 * <p><b>{@link #giveBack} does nothing.</b> Resilience4j can't take permits back, and nobody here
 * knows in which window they were granted; used in another they would exceed its limit. The next
 * window has new ones.
 *
 * <p>Thread-safe and lock-free, as far as the limiter is.
 */
public final class Resilience4jRateLimiter implements RateLimiter {

  private static final long SHORTEST_POLL = 250_000;
  private static final long LONGEST_POLL = Duration.ofMillis(100).toNanos();

  private static final AtomicReferenceFieldUpdater<Resilience4jRateLimiter, Held> HELD =
      AtomicReferenceFieldUpdater.newUpdater(Resilience4jRateLimiter.class, Held.class, "held");

  private final io.github.resilience4j.ratelimiter.RateLimiter existing;
  private final TimeSource time;
  private volatile Held held = new Held(0, 0, 0);

  /**
   * Permits that are reserved with the limiter.
   *
   * @param usableAt when all of them may be used, in nanoseconds of {@link #time}
   * @param voidAt from when on the first of them may not be used any more
   */
  private record Held(int permits, long usableAt, long voidAt) {

    boolean isVoid(long now) {
      return permits == 0 || now - voidAt >= 0;
    }

    Held less(int taken) {
      return new Held(permits - taken, usableAt, voidAt);
    }

    Held and(Held other) {
      return new Held(
          permits + other.permits,
          usableAt - other.usableAt > 0 ? usableAt : other.usableAt,
          voidAt - other.voidAt < 0 ? voidAt : other.voidAt);
    }
  }

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
    requireReserving(existing);
    return new Resilience4jRateLimiter(existing, time);
  }

  /**
   * Finds out by reserving no permits, which takes none. Resilience4j documents that its
   * semaphore-based limiter answers this with an {@link UnsupportedOperationException}.
   */
  private static void requireReserving(io.github.resilience4j.ratelimiter.RateLimiter existing) {
    try {
      existing.reservePermission(0);
    } catch (UnsupportedOperationException blocking) {
      throw new IllegalArgumentException(
          "existing must be able to reserve permits, but '" + existing.getName() + "' is not",
          blocking);
    } catch (RuntimeException | Error other) {
      // It may refuse to reserve none, or an event consumer may have thrown: it can reserve.
    }
  }

  @Override
  public int take(int max) {
    int fromHeld = takeHeld(max);
    try {
      return fromHeld + takeFree(max - fromHeld);
    } catch (RuntimeException | Error thrown) {
      if (fromHeld > 0) {
        return fromHeld; // they would be lost; if the limiter is broken, the next call will tell
      }
      throw thrown;
    }
  }

  private int takeHeld(int max) {
    while (true) {
      Held seen = held;
      int taken = Math.min(max, seen.permits);
      long now = time.nanos();
      if (taken <= 0 || seen.usableAt - now > 0 || seen.isVoid(now)) {
        return 0;
      }
      if (HELD.compareAndSet(this, seen, seen.less(taken))) {
        return taken;
      }
    }
  }

  private int takeFree(int max) {
    int free = existing.getMetrics().getAvailablePermissions();
    // Others may take some of the free ones first. Asking for half as many bounds the attempts.
    for (int wanted = Math.min(max, free); wanted > 0; wanted /= 2) {
      long before = time.nanos();
      long wait = existing.reservePermission(wanted);
      if (wait == 0) {
        return wanted;
      }
      if (wait > 0) {
        hold(wanted, before, wait);
        return 0;
      }
    }
    return 0;
  }

  /**
   * Never positive: zero gives the permit at once; else it is kept here, to be {@linkplain #take
   * taken} after the wait, or if the limiter refuses, the time to ask again is estimated.
   */
  @Override
  public long reserve() {
    while (true) {
      Held seen = held;
      long now = time.nanos();
      if (seen.isVoid(now)) {
        long wait = existing.reservePermission();
        if (wait > 0) {
          hold(1, now, wait);
        }
        return wait < 0 ? -pollInterval() : -wait;
      }
      if (seen.usableAt - now > 0) {
        return now - seen.usableAt;
      }
      if (HELD.compareAndSet(this, seen, seen.less(1))) {
        return 0;
      }
    }
  }

  /** The answer's time began after {@code before} and not later than now. */
  private void hold(int permits, long before, long wait) {
    long now = time.nanos();
    Held more = new Held(permits, now + wait, before + wait + periodNanos());
    HELD.updateAndGet(this, seen -> seen.isVoid(now) ? more : seen.and(more));
  }

  /**
   * How long to wait for a permit that the limiter does not reserve: as long as one takes at its
   * rate, or, since its windows begin at times that it does not tell, a quarter of one.
   */
  private long pollInterval() {
    long period = periodNanos();
    long interval = Math.max(period / Math.max(1, burst()), period / 64);
    return Math.min(Math.max(Math.min(interval, period / 4), SHORTEST_POLL), LONGEST_POLL);
  }

  private long periodNanos() {
    Duration period = existing.getRateLimiterConfig().getLimitRefreshPeriod();
    // Resilience4j allows what does not fit into nanoseconds; a century is as good.
    return period.toDays() > 36_500 ? Duration.ofDays(36_500).toNanos() : period.toNanos();
  }

  /** Does nothing: see above. */
  @Override
  public boolean giveBack(int permits, long ageNanos) {
    return false;
  }

  /** What the limiter has free, as it says, and what is reserved here and has its time. */
  @Override
  public int available() {
    Held seen = held;
    long now = time.nanos();
    int usable = seen.usableAt - now > 0 || seen.isVoid(now) ? 0 : seen.permits;
    int free = Math.max(0, existing.getMetrics().getAvailablePermissions());
    return (int) Math.min((long) usable + free, Integer.MAX_VALUE);
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
