package io.github.autorefresh.cache;

import java.util.Collection;
import java.util.List;

/**
 * Asks the external system for the latest state of several items in one call, for which one permit
 * of the rate limit is taken. Which items share a call is chance: those that are due together.
 */
@FunctionalInterface
public interface CacheSyncBatch<T extends CacheItem> {

  /**
   * Returns one result per item, in any order.
   *
   * <p>An item without a result has failed. A second result for one id, a result for an id that was
   * not asked for, and a null are logged and ignored.
   *
   * @param items the items to look at; unmodifiable, never empty, each id once
   * @throws Exception if nothing could be learned: then all items have failed
   */
  Collection<SyncResult<T>> sync(List<T> items) throws Exception;
}
