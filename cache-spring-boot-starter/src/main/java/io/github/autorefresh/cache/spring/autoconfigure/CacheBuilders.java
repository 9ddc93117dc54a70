package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spring.autoconfigure.ConfiguredSettings.CacheConfiguration;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/** Puts properties, threads and customizers, in this order, into a builder. */
final class CacheBuilders {

  private final boolean virtualThreads;
  private final ObjectProvider<RateLimiterRegistry> limiters;
  private final ObjectProvider<AutoRefreshCacheBuilderCustomizer> customizers;

  CacheBuilders(
      boolean virtualThreads,
      ObjectProvider<RateLimiterRegistry> limiters,
      ObjectProvider<AutoRefreshCacheBuilderCustomizer> customizers) {
    this.virtualThreads = virtualThreads;
    this.limiters = limiters;
    this.customizers = customizers;
  }

  AutoRefreshCacheBuilder builder(String name, CacheConfiguration configured) {
    AutoRefreshCacheBuilder builder =
        AutoRefreshCacheBuilder.named(name).settings(configured.settings());
    SharedLimiter shared = configured.sharedLimiter();
    if (shared != null) {
      shared.applyTo(builder, limiters.getIfAvailable());
    }
    if (virtualThreads) {
      builder.executor(new VirtualThreadTaskExecutor(name + "-sync-"));
    }
    customizers.orderedStream().forEach(customizer -> customizer.customize(name, builder));
    return builder;
  }
}
