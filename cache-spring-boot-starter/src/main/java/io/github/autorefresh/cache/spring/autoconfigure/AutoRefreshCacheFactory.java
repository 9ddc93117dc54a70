package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;

/**
 * Makes caches with the application's properties and customizers, for use in a bean method:
 *
 * <pre>{@code
 * @Bean
 * AutoRefreshCache<Job> jobs(AutoRefreshCacheFactory caches, JobClient client) {
 *   return caches.create("jobs", Job.class, client::latest);
 * }
 * }</pre>
 *
 * <p>A singleton bean made this way is started, stopped and closed with the context, and has its
 * meters. A cache that is not a singleton bean must be started and closed by its maker.
 *
 * <p>The name is used in properties ({@code auto-refresh-cache.caches.<name>}), meters, logs and
 * threads. It must match {@code [a-z][a-z0-9-]*} and be unique in the application context, dashes
 * ignored; otherwise an exception names those in use.
 */
public interface AutoRefreshCacheFactory {

  /** Makes a cache whose items are synced one by one. */
  <T extends CacheItem> AutoRefreshCache<T> create(
      String name, Class<T> type, CacheSyncItem<T> sync);

  /**
   * Makes a cache whose items are synced together, up to {@code auto-refresh-cache.max-batch} in
   * one call.
   */
  <T extends CacheItem> AutoRefreshCache<T> createBatched(
      String name, Class<T> type, CacheSyncBatch<T> sync);
}
