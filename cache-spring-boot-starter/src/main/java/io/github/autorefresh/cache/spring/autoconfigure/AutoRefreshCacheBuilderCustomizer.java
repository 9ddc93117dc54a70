package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;

/**
 * Implemented by beans that wish to change how caches are built. Called for each cache that the
 * starter or {@link AutoRefreshCacheFactory} makes, after its properties have been applied; of
 * several, in their {@link org.springframework.core.annotation.Order order}, the last one has the
 * last word.
 */
@FunctionalInterface
public interface AutoRefreshCacheBuilderCustomizer {

  /** Changes the builder of the cache of that name. */
  void customize(String name, AutoRefreshCacheBuilder builder);
}
