package io.github.autorefresh.cache.limit;

import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.TimeSource;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * A Resilience4j limiter of the application, for a cache to share with the application's own calls.
 * The limit is what that limiter enforces: Resilience4j's own grants its permits in windows, so
 * that up to twice the {@code limitForPeriod} may pass where two windows meet. Only the application
 * can change its rate.
 *
 * <p><b>Reserved permits are held here.</b> {@link #reserve} reserves a permit with that limiter
 * and holds it for whichever cache {@linkplain #take takes} it first. It may be taken during one
 * {@code limitRefreshPeriod} from the time it is usable, because it counts in the window that
 * begins then. After that it is void, so that it cannot be one permit too many in a later window.
 * While a permit is held no other is reserved, except by threads that do so at the same time.
 * Permits that become usable after more than the limiter's {@code timeoutDuration} are not
 * reserved; if that is too short, the limiter is polled.
 *
 * <p><b>{@link #giveBack} does nothing.</b> Resilience4j can't take permits back, and it is not
 * known here in which window they were granted; used in another window they would exceed its limit.
 * The next window has new permits.
 *
 * <p>Thread-safe and lock-free if the limiter is.
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
   * @param voidAt when the first of them may no longer be used
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
   * A limiter that takes its permits from {@code existing}.
   *
   * @throws IllegalArgumentException if {@code existing} can't reserve permits but only block for
   *     them
   */
  public static Resilience4jRateLimiter of(
      io.github.resilience4j.ratelimiter.RateLimiter existing) {
    return of(existing, TimeSource.system());
  }

  /**
   * As {@link #of(io.github.resilience4j.ratelimiter.RateLimiter)}, for a limiter that uses another
   * clock.
   *
   * @throws IllegalArgumentException if {@code existing} can't reserve permits but only block for
   *     them
   */
  public static Resilience4jRateLimiter of(
      io.github.resilience4j.ratelimiter.RateLimiter existing, TimeSource time) {
    Objects.requireNonNull(existing, "existing");
    Objects.requireNonNull(time, "time");
    requireReserving(existing);
    return new Resilience4jRateLimiter(existing, time);
  }

  /**
   * Tries to reserve zero permits. Resilience4j documents that its semaphore-based limiter then
   * throws an {@link UnsupportedOperationException}.
   */
  private static void requireReserving(io.github.resilience4j.ratelimiter.RateLimiter existing) {
    try {
      existing.reservePermission(0);
    } catch (UnsupportedOperationException blocking) {
      throw new IllegalArgumentException(
          "existing must be able to reserve permits, but '" + existing.getName() + "' is not",
          blocking);
    } catch (RuntimeException | Error other) {
      // It may refuse to reserve zero, or an event consumer may have thrown: it can reserve.
    }
  }

  @Override
  public int take(int max) {
    int fromHeld = takeHeld(max);
    try {
      return fromHeld + takeFree(max - fromHeld);
    } catch (RuntimeException | Error thrown) {
      if (fromHeld > 0) {
        return fromHeld; // or they would be lost; a broken limiter throws again in the next call
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
    // Others may take some of the free permits first. Halving the request bounds the attempts.
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
   * Never positive. Zero: the permit may be used now. Negative: a permit is held here, to be
   * {@linkplain #take taken} after that many nanoseconds, or the limiter has refused one, and the
   * number is an estimate of when to ask again.
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

  /**
   * Holds permits that are usable {@code wait} nanoseconds after a moment between {@code before}
   * and now.
   */
  private void hold(int permits, long before, long wait) {
    long now = time.nanos();
    Held more = new Held(permits, now + wait, before + wait + periodNanos());
    HELD.updateAndGet(this, seen -> seen.isVoid(now) ? more : seen.and(more));
  }

  /**
   * How long to wait after a refusal before asking again, in nanoseconds: the time of one permit at
   * the limiter's rate, but from a 64th to a quarter of a window, since it is not known when
   * windows begin; and within the limits above.
   */
  private long pollInterval() {
    long period = periodNanos();
    long interval = Math.max(period / Math.max(1, burst()), period / 64);
    return Math.min(Math.max(Math.min(interval, period / 4), SHORTEST_POLL), LONGEST_POLL);
  }

  private long periodNanos() {
    Duration period = existing.getRateLimiterConfig().getLimitRefreshPeriod();
    // Resilience4j allows periods that do not fit into nanoseconds; a century stands for them.
    return period.toDays() > 36_500 ? Duration.ofDays(36_500).toNanos() : period.toNanos();
  }

  /** Does nothing, as the class comment explains. */
  @Override
  public boolean giveBack(int permits, long ageNanos) {
    return false;
  }

  /** The permits that the limiter says are free, and those held here that are usable. */
  @Override
  public int available() {
    Held seen = held;
    long now = time.nanos();
    int usable = seen.usableAt - now > 0 || seen.isVoid(now) ? 0 : seen.permits;
    int free = Math.max(0, existing.getMetrics().getAvailablePermissions());
    return (int) Math.min((long) usable + free, Integer.MAX_VALUE);
  }

  /** The limiter's {@code limitForPeriod} per {@code limitRefreshPeriod}, in permits per second. */
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
        "the rate of '"
            + existing.getName()
            + "' can be changed by the application, not by the cache");
  }

  @Override
  public String toString() {
    return existing.toString();
  }
}
