package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * What a store has to tell that replicas share: what is the cluster's and not this replica's. The
 * defaults are those of a store that is not shared. Thread-safe.
 */
public interface SharedStore {

  /**
   * True if this store finds out by what all replicas commit whether there is an outage, and tells
   * {@link ControlSink#outage}: a probe and a recovery are of all of them then. Constant.
   */
  default boolean sharesOutages() {
    return false;
  }

  /** The rate of all replicas' calls, if this store enforces it; else null. Constant. */
  default @Nullable SharedRate sharedRate() {
    return null;
  }

  /**
   * Who shares this store, as far as is known; null if it is not shared, which is the default, or
   * cannot be reached. May ask the store, and wait for it.
   */
  default @Nullable Cluster cluster() {
    return null;
  }

  /**
   * True if the current thread notifies the {@link ChangeSink} of this item, so that nothing else
   * is told of the item before that returns. The default is false.
   */
  default boolean isNotifyingOf(String id) {
    return false;
  }

  /**
   * What is unhandled although this cache has no handler: other replicas of a shared store have
   * one. The default is nothing. The cost does not depend on the number of items.
   */
  default HandlerMarks.Stats unhandledElsewhere() {
    return HandlerMarks.Stats.NONE;
  }

  /**
   * Makes the mark of an item due now that other replicas handle, as {@link HandlerMarks#retry}.
   *
   * @return false if there is no such mark, which is the default
   * @throws CacheUnavailableException if a shared store cannot be reached
   */
  default boolean retryElsewhere(String id) {
    return false;
  }
}
