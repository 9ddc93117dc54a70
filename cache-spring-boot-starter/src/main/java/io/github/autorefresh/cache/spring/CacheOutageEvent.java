package io.github.autorefresh.cache.spring;

import io.github.autorefresh.cache.AutoRefreshCache;

/**
 * The external system of a cache seems to be down. Only probes are made until one succeeds, which
 * is a {@link CacheRecoveredEvent}; reads go on.
 */
public final class CacheOutageEvent extends CacheEvent {

  private static final long serialVersionUID = 1L;

  private final Throwable cause;

  /** An event of this cache. */
  public CacheOutageEvent(AutoRefreshCache<?> source, Throwable cause) {
    super(source);
    this.cause = cause;
  }

  /** One of the failures. */
  public Throwable cause() {
    return cause;
  }
}
