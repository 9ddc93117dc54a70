package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.TimeSource;
import org.jspecify.annotations.Nullable;

/** Brings limiter and settings together: one of them says what the rate is. */
final class LimiterChoice {

  private LimiterChoice() {}

  /** The rate is the limiter's, if there is one. */
  static CacheSettings withRateOf(@Nullable RateLimiter limiter, CacheSettings settings) {
    if (limiter == null) {
      return settings;
    }
    CacheSettings limited = settings.withTps(limiter.tps());
    return limited.isUnlimited() ? limited : limited.withBurst(limiter.burst());
  }

  /** Otherwise it is that of the settings. */
  static RateLimiter newLimiter(String name, CacheSettings settings, TimeSource time) {
    return settings.isUnlimited()
        ? TokenBucketRateLimiter.unlimited()
        : TokenBucketRateLimiter.of(name, settings.tps(), settings.burst(), time);
  }
}
