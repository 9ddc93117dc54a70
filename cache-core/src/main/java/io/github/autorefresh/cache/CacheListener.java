package io.github.autorefresh.cache;

import java.time.Duration;

/**
 * Is notified of what happens to the items of a cache.
 *
 * <p>Called on the thread that committed the change, outside all locks, once readers can see it;
 * from several threads at once for different items. The sync events of one item (updated, failed,
 * gone) come in the order of its syncs, each before the next sync of that item begins; so a slow
 * listener delays its item. Outages are told of one after the other, on a thread of the cache's
 * own. Exceptions of a listener are logged and have no other effect.
 */
public interface CacheListener<T extends CacheItem> {

  /** An item was registered. */
  default void onCreated(T item) {}

  /** A sync found a state that is not equal to the previous one. */
  default void onUpdated(T previous, T current) {}

  /** An item left the cache; {@code item} is its last known state. */
  default void onRemoved(T item, RemovalCause cause) {}

  /** A sync failed; {@code item} is the last good state, which stays in the cache. */
  default void onSyncFailed(T item, Throwable error) {}

  /**
   * The external system seems to be down: more and more items fail and no call succeeds. No calls
   * are made from now on but probes, and reads go on.
   *
   * @param cause one of the failures
   */
  default void onOutage(Throwable cause) {}

  /** The outage is over: a probe has succeeded, or no live item is left. */
  default void onRecovered(Duration lasted) {}
}
