package io.github.autorefresh.cache.limit;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * A token bucket: it holds {@code burst} permits, is full at first, and is refilled continuously at
 * {@code tps} permits per second. In any window of length w it grants at most {@code burst + tps *
 * w} permits, and whoever always asks gets no less than the rate. Permits that are given back are
 * granted again: what is used of a window's permits is no more than that, if no permit is given
 * back that would have overflowed the bucket.
 *
 * <p>It counts in whole numbers, so that nothing adds up to a drift. Rounded are only {@code tps},
 * as doubles are (one part in 10<sup>16</sup>), and the time of a reserved permit, up to the next
 * nanosecond: with reservations, count w a nanosecond longer.
 *
 * <p>Thread-safe and lock-free. {@link #reserve} never refuses; an answer is at most 146 years.
 */
public final class TokenBucketRateLimiter implements RateLimiter {

  /** What {@link #reserve(int, long)} answers when it reserves nothing. */
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
   * A full bucket that goes by the clock of this JVM.
   *
   * @param name what the limiter is called in messages and by Resilience4j; not blank
   * @param tps permits per second, from 1e-6 to 1e9
   * @param burst how many permits may be free at once, from 1 to 1,000,000,000
   * @throws IllegalArgumentException if an argument breaks its rule
   */
  public static TokenBucketRateLimiter of(String name, double tps, int burst) {
    return of(name, tps, burst, TimeSource.system());
  }

  /**
   * As {@link #of(String, double, int)}, by another clock.
   *
   * @throws IllegalArgumentException if an argument breaks its rule
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
        // Nothing is written: what has flowed in by now is worked out again the next time.
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
   * Reserves permits that are to be used together, unless that takes too long or can't be.
   *
   * @return how long to wait before using them, in nanoseconds; or {@link #REFUSED}
   */
  long reserve(int permits, long longestWait) {
    while (true) {
      Bucket seen = bucket;
      long now = time.nanos();
      Bucket next = seen.at(now).less(permits);
      long wait = next.untilPaid(now);
      // More than the burst at once would break the bound, however long they were saved up for.
      if (wait > longestWait || permits > seen.burst()) {
        return REFUSED;
      }
      if (BUCKET.compareAndSet(this, seen, next)) {
        return wait;
      }
    }
  }

  /**
   * Puts the tokens back, up to the burst, unless the bucket has overflowed since they were taken.
   *
   * @throws IllegalArgumentException if the number is negative
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

  /** The whole tokens in the bucket; zero while more are reserved than have flowed in. */
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
   * Changes the rate in one step: what has flowed in by now did so at the old rate.
   *
   * @throws IllegalArgumentException if an argument breaks its rule; then nothing has changed
   */
  @Override
  public void retune(double tps, int burst) {
    Rate rate = rate(tps, burst);
    BUCKET.updateAndGet(this, seen -> seen.at(time.nanos()).retuned(rate, burst));
  }

  /**
   * This limiter as one of Resilience4j, always the same one, so that the application's own calls
   * can share the bucket: for decorating them, and for a registry and its meters. Its events tell
   * of the calls made through it; its metrics, of the bucket as a whole.
   *
   * <p>Only its {@code acquirePermission} blocks: until the permits' time, or not at all if that is
   * beyond the timeout (5 s until changed) or if more than the burst are asked for. A thread that
   * is interrupted while it waits loses its permits, since those after it have been promised
   * theirs. {@code changeLimitForPeriod} throws {@link UnsupportedOperationException}: the rate is
   * changed by {@link #retune}.
   */
  public io.github.resilience4j.ratelimiter.RateLimiter asResilience4j() {
    return view;
  }

  @Override
  public String toString() {
    Bucket current = bucket;
    return name + ": " + current.rate().tps() + " per second, burst " + current.burst();
  }

  /** Checked by the rules for a cache's settings, which have the same two. */
  private static Rate rate(double tps, int burst) {
    CacheSettings checked = CacheSettings.defaults().withTps(tps).withBurst(burst);
    if (checked.isUnlimited()) {
      throw new IllegalArgumentException("tps must be finite, but was " + tps);
    }
    return Rate.of(tps);
  }
}
