package io.github.autorefresh.cache.spring;

import io.github.autorefresh.cache.AutoRefreshCache;
import java.time.Duration;

/** An outage is over: a probe has succeeded, or no live item is left. */
public final class CacheRecoveredEvent extends CacheEvent {

  private static final long serialVersionUID = 1L;

  private final Duration lasted;

  /** An event of this cache. */
  public CacheRecoveredEvent(AutoRefreshCache<?> source, Duration lasted) {
    super(source);
    this.lasted = lasted;
  }

  /** The time from the first failure to the end. */
  public Duration lasted() {
    return lasted;
  }
}
