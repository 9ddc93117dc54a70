package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;

/**
 * What a store needs from its cache. Immutable; all parts are thread-safe.
 *
 * @param cache the name of the cache
 * @param settings the initial settings
 * @param limiter grants the permits for {@link ItemStore#claim}
 * @param time the clocks
 * @param sink is notified of changes to items
 * @param control is notified of what concerns the whole cache
 */
public record StoreContext<T extends CacheItem>(
    String cache,
    CacheSettings settings,
    RateLimiter limiter,
    TimeSource time,
    ChangeSink<T> sink,
    ControlSink control) {

  /** The context of a store that is not shared and never notifies its control sink. */
  public StoreContext(
      String cache,
      CacheSettings settings,
      RateLimiter limiter,
      TimeSource time,
      ChangeSink<T> sink) {
    this(cache, settings, limiter, time, sink, ControlSink.NONE);
  }
}
