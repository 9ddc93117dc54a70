package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/** Limiters, each set up as its documentation says for a rate and a burst. */
enum Limiter {
  TOKEN_BUCKET("TokenBucketRateLimiter") {
    @Override
    Gate gate(double tps, int burst) {
      RateLimiter limiter = TokenBucketRateLimiter.of("bench", tps, burst).asResilience4j();
      return () -> RateLimiter.waitForPermission(limiter);
    }

    @Override
    Tap tap(double tps, int burst) {
      return TokenBucketRateLimiter.of("bench", tps, burst)::take;
    }
  },

  BUCKET4J("Bucket4j") {
    @Override
    Gate gate(double tps, int burst) {
      var bucket = bucket(tps, burst).asBlocking();
      return () -> {
        try {
          bucket.consume(1, BlockingStrategy.PARKING);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      };
    }

    @Override
    Tap tap(double tps, int burst) {
      Bucket bucket = bucket(tps, burst);
      return max -> (int) bucket.tryConsumeAsMuchAsPossible(max);
    }

    private Bucket bucket(double tps, int burst) {
      return Bucket.builder()
          .addLimit(limit -> limit.capacity(burst).refillGreedy((long) tps, Duration.ofSeconds(1)))
          .build();
    }
  },

  RESILIENCE4J("Resilience4j") {
    @Override
    Gate gate(double tps, int burst) {
      RateLimiter limiter = limiter(tps, burst);
      return () -> RateLimiter.waitForPermission(limiter);
    }

    @Override
    Tap tap(double tps, int burst) {
      RateLimiter limiter = limiter(tps, burst);
      return max -> {
        int free = Math.min(max, limiter.getMetrics().getAvailablePermissions());
        return free > 0 && limiter.reservePermission(free) == 0 ? free : 0;
      };
    }

    /** So many per window as the burst is, and windows so long as it takes to refill it. */
    private RateLimiter limiter(double tps, int burst) {
      return RateLimiter.of(
          "bench",
          RateLimiterConfig.custom()
              .limitForPeriod(burst)
              .limitRefreshPeriod(Duration.ofNanos((long) (burst / tps * 1e9)))
              .timeoutDuration(Duration.ofSeconds(1))
              .build());
    }
  };

  private final String label;

  Limiter(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Blocks until there is a permit. */
  @FunctionalInterface
  interface Gate {
    void await();
  }

  /** Takes what is free, up to so many. */
  @FunctionalInterface
  interface Tap {
    int take(int max);
  }

  abstract Gate gate(double tps, int burst);

  abstract Tap tap(double tps, int burst);
}
