package io.github.autorefresh.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of one thing that an external system works on, as it was when it was last looked at.
 *
 * <p>Items are treated as immutable: a sync answers a new copy rather than changing the old one,
 * and {@link Object#equals} decides whether anything changed. A record is the natural choice.
 */
public interface CacheItem {

  /** The identity of the item: never null, and the same for every copy of it. */
  String id();

  /** True when this state is final: the item is never synced again. */
  default boolean isTerminal() {
    return false;
  }

  /**
   * How long after the start of one sync the next is due, or null for the cache's own period. It is
   * asked of every new copy, so an item's state sets its own cadence: a running job may be looked
   * at every second, a queued one every minute. Zero or less is refused.
   */
  default @Nullable Duration resyncPeriod() {
    return null;
  }
}
