package io.github.autorefresh.cache.limit;

import io.github.autorefresh.cache.spi.TimeSource;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.event.RateLimiterOnDrainedEvent;
import io.github.resilience4j.ratelimiter.event.RateLimiterOnFailureEvent;
import io.github.resilience4j.ratelimiter.event.RateLimiterOnSuccessEvent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A token bucket as Resilience4j sees it. {@link #acquirePermission} is the only method of this
 * package that waits. Thread-safe.
 */
final class BucketView implements RateLimiter, RateLimiter.Metrics {

  private final String name;
  private final TokenBucketRateLimiter limiter;
  private final TimeSource time;
  private final BucketEvents events;
  private final AtomicInteger waiting = new AtomicInteger();

  /** Only its timeout is used; limit and period are the bucket's. */
  private volatile RateLimiterConfig config = RateLimiterConfig.ofDefaults();

  BucketView(String name, TokenBucketRateLimiter limiter, TimeSource time) {
    this.name = name;
    this.limiter = limiter;
    this.time = time;
    events = new BucketEvents(name, time);
  }

  @Override
  public boolean acquirePermission(int permits) {
    // A thread that is already interrupted can't wait for what it reserves.
    long longestWait = Thread.currentThread().isInterrupted() ? 0 : longestWait();
    long wait = reserve(permits, longestWait);
    boolean acquired = wait >= 0 && waited(wait);
    publish(acquired, permits);
    return acquired;
  }

  @Override
  public long reservePermission(int permits) {
    long wait = reserve(permits, longestWait());
    publish(wait >= 0, permits);
    return wait;
  }

  private long reserve(int permits, long longestWait) {
    if (permits < 0) {
      throw new IllegalArgumentException("permits must be at least 0, but was " + permits);
    }
    return limiter.reserve(permits, longestWait);
  }

  private long longestWait() {
    return config.getTimeoutDuration().toNanos();
  }

  /** Waits that long; false if the thread is interrupted, which it stays. */
  private boolean waited(long wait) {
    if (wait == 0) {
      return true;
    }
    long start = time.nanos();
    waiting.incrementAndGet();
    try {
      for (long left = wait; left > 0; left = wait - (time.nanos() - start)) {
        LockSupport.parkNanos(this, left);
        if (Thread.currentThread().isInterrupted()) {
          return false;
        }
      }
      return true;
    } finally {
      waiting.decrementAndGet();
    }
  }

  private void publish(boolean acquired, int permits) {
    if (events.hasConsumers()) {
      events.publish(
          acquired
              ? new RateLimiterOnSuccessEvent(name, permits)
              : new RateLimiterOnFailureEvent(name, permits));
    }
  }

  @Override
  public void drainPermissions() {
    int drained = limiter.take(Integer.MAX_VALUE);
    if (events.hasConsumers()) {
      events.publish(new RateLimiterOnDrainedEvent(name, drained));
    }
  }

  @Override
  public void changeTimeoutDuration(Duration timeoutDuration) {
    config = RateLimiterConfig.from(config).timeoutDuration(timeoutDuration).build();
  }

  @Override
  public void changeLimitForPeriod(int limitForPeriod) {
    throw new UnsupportedOperationException(
        "the rate of '" + name + "' can be changed only by retuning its token bucket");
  }

  @Override
  public String getName() {
    return name;
  }

  /** Shows the burst as the limit of a period, which is the time that an empty bucket fills in. */
  @Override
  public RateLimiterConfig getRateLimiterConfig() {
    Bucket bucket = limiter.bucket();
    return RateLimiterConfig.from(config)
        .limitForPeriod(bucket.burst())
        .limitRefreshPeriod(Duration.ofNanos(bucket.rate().nanosFor(bucket.burst(), 0)))
        .build();
  }

  @Override
  public Map<String, String> getTags() {
    return Map.of();
  }

  @Override
  public Metrics getMetrics() {
    return this;
  }

  @Override
  public int getNumberOfWaitingThreads() {
    return waiting.get();
  }

  @Override
  public int getAvailablePermissions() {
    return (int) Math.max(limiter.bucket().tokens(), Integer.MIN_VALUE);
  }

  @Override
  public EventPublisher getEventPublisher() {
    return events;
  }

  @Override
  public String toString() {
    return limiter.toString();
  }
}
