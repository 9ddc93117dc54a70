package io.github.autorefresh.cache;

import java.util.Collection;
import java.util.List;

/**
 * Asks the external system for the latest state of several items in one call. A call takes one
 * permit of the rate limit. Which items share a call depends only on which are due at the same
 * time.
 *
 * <p>Called from several threads at once, but never from two for the same item; an item that was
 * deleted and registered again counts as another. It may block; after the sync timeout its thread
 * is interrupted, and what it returns later is discarded.
 */
@FunctionalInterface
public interface CacheSyncBatch<T extends CacheItem> {

  /**
   * Returns one result per item, in any order.
   *
   * <p>The sync of an item without a result has failed. A second result for an id, a result for an
   * id that was not asked for, and a null element are logged and ignored. Returning null counts as
   * throwing.
   *
   * @param items the items to sync; unmodifiable, never empty, each id once
   * @throws Exception if no state could be determined: the syncs of all items have then failed
   */
  Collection<SyncResult<T>> sync(List<T> items) throws Exception;
}
