package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;

/**
 * What a store is made of.
 *
 * @param cache the name of the cache
 * @param settings the settings to begin with
 * @param limiter the limit that {@link ItemStore#claim} works under
 * @param time the clocks to go by
 * @param sink who is told of changes
 * @param control who is told what concerns the cache as a whole
 */
public record StoreContext<T extends CacheItem>(
    String cache,
    CacheSettings settings,
    RateLimiter limiter,
    TimeSource time,
    ChangeSink<T> sink,
    ControlSink control) {

  /** Of a store that nobody else writes to, so that it has nothing to say to anybody. */
  public StoreContext(
      String cache,
      CacheSettings settings,
      RateLimiter limiter,
      TimeSource time,
      ChangeSink<T> sink) {
    this(cache, settings, limiter, time, sink, ControlSink.NONE);
  }
}
