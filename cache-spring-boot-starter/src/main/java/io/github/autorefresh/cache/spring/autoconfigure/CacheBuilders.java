package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spring.autoconfigure.ConfiguredSettings.CacheConfiguration;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** Puts properties, a shared store, threads and customizers, in this order, into a builder. */
final class CacheBuilders {

  private final CacheExecutors executors;
  private final ObjectProvider<RateLimiterRegistry> limiters;
  private final ObjectProvider<SharedStores> sharedStores;
  private final ObjectProvider<AutoRefreshCacheBuilderCustomizer> customizers;

  CacheBuilders(
      CacheExecutors executors,
      ObjectProvider<RateLimiterRegistry> limiters,
      ObjectProvider<SharedStores> sharedStores,
      ObjectProvider<AutoRefreshCacheBuilderCustomizer> customizers) {
    this.executors = executors;
    this.limiters = limiters;
    this.sharedStores = sharedStores;
    this.customizers = customizers;
  }

  <T extends CacheItem> AutoRefreshCacheBuilder builder(
      String name, Class<T> type, CacheConfiguration configured) {
    AutoRefreshCacheBuilder builder =
        AutoRefreshCacheBuilder.named(name).settings(configured.settings());
    SharedLimiter shared = configured.sharedLimiter();
    if (shared != null) {
      shared.applyTo(builder, limiters.getIfAvailable());
    }
    if (configured.store() == StoreType.REDIS) {
      requireNoLimiterOfItsOwn(name, shared);
      builder.store(sharedStores(name).of(name, type));
    }
    Executor executor = executors.of(name, configured.executor());
    if (executor != null) {
      builder.executor(executor);
    }
    customizers.orderedStream().forEach(customizer -> customizer.customize(name, builder));
    return builder;
  }

  private SharedStores sharedStores(String cache) {
    SharedStores available = sharedStores.getIfAvailable();
    if (available == null) {
      throw new FailureAnalyzedException(
          "Cache '%s' is to keep its items in Redis, but Spring Data Redis is not on the class path."
              .formatted(cache),
          "Add spring-boot-starter-data-redis, or set 'auto-refresh-cache.store' to 'memory'.");
    }
    return available;
  }

  /** The rate of a cluster is kept in Redis. */
  private static void requireNoLimiterOfItsOwn(String cache, @Nullable SharedLimiter shared) {
    if (shared != null) {
      throw new FailureAnalyzedException(
          "Cache '%s' shares its rate with other replicas over Redis, so it cannot also share a limiter of this process."
              .formatted(cache),
          "Set 'tps' and 'burst' instead of 'rate-limiter', or set 'store' to 'memory'.");
    }
  }
}
