package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;

/**
 * Changes how caches are built. Beans of this type are called for each cache that the starter or
 * {@link AutoRefreshCacheFactory} makes, after its properties have been applied. If there are
 * several, they are called in their {@link org.springframework.core.annotation.Order order}, and
 * the last one has the last word.
 */
@FunctionalInterface
public interface AutoRefreshCacheBuilderCustomizer {

  /** Changes the builder of the cache of that name. */
  void customize(String name, AutoRefreshCacheBuilder builder);
}
