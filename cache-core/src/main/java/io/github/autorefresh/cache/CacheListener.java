package io.github.autorefresh.cache;

import java.time.Duration;

/**
 * Is notified of what happens to the items of a cache.
 *
 * <p>Called outside all locks, once readers can see the change, and from several threads at once
 * for different items: on the thread that called {@code getOrCreate} or {@code delete}, on the
 * thread that ran the sync, or on a thread of the cache. The sync events of one item (updated,
 * failed, gone) come in the order of its syncs, each before the next sync of that item begins; so a
 * slow listener delays its item. Outages are reported one after the other, on a thread of the
 * cache. Exceptions of a listener are logged and have no other effect. Implementations must be
 * thread-safe.
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
   * The external system seems to be down: more and more items fail and no call succeeds. From now
   * on only probes are made; reads go on.
   *
   * @param cause one of the failures
   */
  default void onOutage(Throwable cause) {}

  /** The outage is over: a probe has succeeded, or no live item is left. */
  default void onRecovered(Duration lasted) {}
}
