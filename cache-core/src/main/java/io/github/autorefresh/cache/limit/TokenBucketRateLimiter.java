package io.github.autorefresh.cache.limit;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * A token bucket: it holds {@code burst} permits, is full at first, and is refilled continuously at
 * {@code tps} permits per second. In any window of length w it grants at most {@code burst + tps *
 * w} permits, and if permits are always taken as soon as they are free, no less than the rate.
 * Permits that are given back are granted again. The bound then holds for the permits that are
 * used, provided that the bucket would not have overflowed with those that were given back.
 *
 * <p>It counts in whole numbers, so that rounding errors do not add up. Only two figures are
 * rounded: {@code tps}, to the precision of doubles (one part in 10<sup>16</sup>), and the time of
 * a reserved permit, up to the next nanosecond. With reservations the bound is therefore that of a
 * window which is a nanosecond longer.
 *
 * <p>Thread-safe and lock-free. {@link #reserve()} never refuses, and returns at most 146 years.
 */
public final class TokenBucketRateLimiter implements RateLimiter {

  /** What {@link #reserve(int, long)} returns if it reserves nothing. */
  static final long REFUSED = -1;

  private static final AtomicReferenceFieldUpdater<TokenBucketRateLimiter, Bucket> BUCKET =
      AtomicReferenceFieldUpdater.newUpdater(TokenBucketRateLimiter.class, Bucket.class, "bucket");

  private final String name;
  private final TimeSource time;
  private final BucketView view;
  private volatile Bucket bucket;

  private TokenBucketRateLimiter(String name, Rate rate, int burst, TimeSource time) {
    this.name = name;
    this.time = time;
    view = new BucketView(name, this, time);
    bucket = Bucket.full(rate, burst, time.nanos());
  }

  /**
   * A full bucket that uses the clock of this JVM.
   *
   * @param name what the limiter is called in messages and by Resilience4j; not blank
   * @param tps permits per second, from 1e-6 to 1e9
   * @param burst how many permits may be free at once, from 1 to 1,000,000,000
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static TokenBucketRateLimiter of(String name, double tps, int burst) {
    return of(name, tps, burst, TimeSource.system());
  }

  /**
   * As {@link #of(String, double, int)}, with another clock.
   *
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static TokenBucketRateLimiter of(String name, double tps, int burst, TimeSource time) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(time, "time");
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank, but was '" + name + "'");
    }
    return new TokenBucketRateLimiter(name, rate(tps, burst), burst, time);
  }

  /** No limit: any number of permits is free at any time. It can't be retuned. */
  public static RateLimiter unlimited() {
    return Unlimited.INSTANCE;
  }

  @Override
  public int take(int max) {
    while (true) {
      Bucket seen = bucket;
      Bucket current = seen.at(time.nanos());
      int granted = (int) Math.min(max, current.tokens());
      if (granted <= 0) {
        // Nothing is written: what has flowed in by now is computed again the next time.
        return 0;
      }
      if (BUCKET.compareAndSet(this, seen, current.less(granted))) {
        return granted;
      }
    }
  }

  @Override
  public long reserve() {
    return reserve(1, Rate.FOREVER);
  }

  /**
   * Reserves permits that are to be used together, unless that takes longer than {@code
   * longestWait} or they are more than the burst.
   *
   * @return how long to wait before using them, in nanoseconds; or {@link #REFUSED}
   */
  long reserve(int permits, long longestWait) {
    while (true) {
      Bucket seen = bucket;
      long now = time.nanos();
      Bucket next = seen.at(now).less(permits);
      long wait = next.untilPaid(now);
      // More than the burst at once would exceed the bound, however long the wait.
      if (wait > longestWait || permits > seen.burst()) {
        return REFUSED;
      }
      if (BUCKET.compareAndSet(this, seen, next)) {
        return wait;
      }
    }
  }

  /**
   * Puts the permits back, up to the burst, unless the bucket has been full since they were taken.
   *
   * @return true
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  @Override
  public boolean giveBack(int permits, long ageNanos) {
    if (permits < 0) {
      throw new IllegalArgumentException("permits must be at least 0, but was " + permits);
    }
    BUCKET.updateAndGet(
        this,
        seen -> {
          long now = time.nanos();
          return seen.at(now).plus(permits, now - ageNanos);
        });
    return true;
  }

  /** The whole permits in the bucket; zero while more are reserved than have flowed in. */
  @Override
  public int available() {
    return (int) Math.max(0, bucket().tokens());
  }

  /** The bucket as it is now. */
  Bucket bucket() {
    return bucket.at(time.nanos());
  }

  @Override
  public double tps() {
    return bucket.rate().tps();
  }

  @Override
  public int burst() {
    return bucket.burst();
  }

  /**
   * Changes the rate from now on: what has flowed in by now did so at the old rate.
   *
   * @throws IllegalArgumentException if an argument is out of range; nothing has changed then
   */
  @Override
  public void retune(double tps, int burst) {
    Rate rate = rate(tps, burst);
    BUCKET.updateAndGet(this, seen -> seen.at(time.nanos()).retuned(rate, burst));
  }

  /**
   * This limiter as a limiter of Resilience4j, always the same instance, so that the application's
   * own calls can share the bucket: for decorating them, and for a registry and its meters. Its
   * events report the calls made through it; its metrics, the bucket as a whole.
   *
   * <p>Only its {@code acquirePermission} blocks, until the permits may be used. It returns false
   * at once if that would exceed the timeout (5 s unless changed), or if more than the burst are
   * asked for. A thread that is interrupted while it waits loses its permits, since later callers
   * have already been told their waits. {@code changeLimitForPeriod} throws {@link
   * UnsupportedOperationException}: use {@link #retune}.
   */
  public io.github.resilience4j.ratelimiter.RateLimiter asResilience4j() {
    return view;
  }

  @Override
  public String toString() {
    Bucket current = bucket;
    return name + ": " + current.rate().tps() + " per second, burst " + current.burst();
  }

  /** Checks both by the rules for the settings of a cache. */
  private static Rate rate(double tps, int burst) {
    CacheSettings checked = CacheSettings.defaults().withTps(tps).withBurst(burst);
    if (checked.isUnlimited()) {
      throw new IllegalArgumentException("tps must be finite, but was " + tps);
    }
    return Rate.of(tps);
  }
}
