package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.limit.Resilience4jRateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * A Resilience4j limiter that a cache is to share with the application's own calls.
 *
 * @param name its name in the registry
 * @param property the property that says so
 */
record SharedLimiter(String name, String property) {

  /**
   * Makes the cache take its permits from the limiter. None is made here: one that nobody has
   * configured would permit what nobody has decided.
   *
   * @param registry null if the application has none
   */
  void applyTo(AutoRefreshCacheBuilder builder, @Nullable RateLimiterRegistry registry) {
    if (registry == null) {
      throw refused(
          "It names a rate limiter of Resilience4j, and there is no RateLimiterRegistry bean to find"
              + " it in. Declare one, as resilience4j-spring-boot4 does; or set 'tps' and 'burst', for"
              + " a rate of the cache's own.");
    }
    RateLimiter limiter = registry.find(name).orElseThrow(() -> refused(those(registry)));
    try {
      builder.rateLimiter(Resilience4jRateLimiter.of(limiter));
    } catch (IllegalArgumentException unusable) {
      throw refused("The rate limiter can't be used: " + unusable.getMessage() + ".");
    }
  }

  private static String those(RateLimiterRegistry registry) {
    String names =
        registry.getAllRateLimiters().stream()
            .map(RateLimiter::getName)
            .sorted()
            .collect(Collectors.joining(", "));
    return names.isEmpty()
        ? "The RateLimiterRegistry bean has no rate limiters yet when the cache is made."
        : "Rate limiters that exist: " + names + ".";
  }

  private InvalidConfigurationPropertyValueException refused(String reason) {
    return new InvalidConfigurationPropertyValueException(property, name, reason);
  }
}
