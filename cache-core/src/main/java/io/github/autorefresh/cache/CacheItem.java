package io.github.autorefresh.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of something that an external system works on, as of the last sync.
 *
 * <p>Items must be immutable: a sync returns a new copy and does not change the old one. {@link
 * Object#equals} decides whether the state has changed. A record is the natural choice.
 */
public interface CacheItem {

  /** The item's id: never null, and the same for every copy of the item. */
  String id();

  /** True if this state is final. A terminal item is never synced again. */
  default boolean isTerminal() {
    return false;
  }

  /**
   * The time from the start of one sync until the next is due, or null for the cache's own period.
   * The cache asks each new copy, so the period may depend on the state: a second for a running
   * job, a minute for a queued one. It must be positive; otherwise the item cannot be registered,
   * or the sync that returned it has failed.
   */
  default @Nullable Duration resyncPeriod() {
    return null;
  }

  /**
   * The group of items from which a {@linkplain Cadence.Learned learned} cadence learns when this
   * one will change: items of one kind behave alike. A job's type is an example. It may depend on
   * the state. Null is a kind of its own. Kinds need {@code equals} and {@code hashCode} and must
   * be immutable. A cache tells at most 1,000 kinds apart, and learns all others as one. If this
   * method, {@code equals} or {@code hashCode} throws, the kind is null.
   */
  default @Nullable Object cadenceKind() {
    return null;
  }
}
