package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;

/**
 * Makes caches as the application's properties and customizers say, for use in a bean method:
 *
 * <pre>{@code
 * @Bean
 * AutoRefreshCache<Job> jobs(AutoRefreshCacheFactory caches, JobClient client) {
 *   return caches.create("jobs", Job.class, client::latest);
 * }
 * }</pre>
 *
 * <p>A singleton bean made so is started, stopped and closed with the context, and has its meters.
 * A cache that is no singleton bean is its maker's to start and to close.
 *
 * <p>A name is that of the cache in properties ({@code auto-refresh-cache.caches.<name>}), meters,
 * logs and threads. It matches {@code [a-z][a-z0-9-]*} and is used once per application context,
 * dashes not counting; another is refused with an exception that names those in use.
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
