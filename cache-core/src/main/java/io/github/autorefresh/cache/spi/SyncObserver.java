package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.ItemHandler;
import org.jspecify.annotations.Nullable;

/**
 * Is notified of the sync of every item, including syncs that changed nothing, of every call of a
 * handler, and of requests for a refresh; for meters and traces. Called on the thread that ran the
 * sync or on a thread of the cache, before the item's next sync can begin, so it must be quick. Its
 * exceptions are logged and have no other effect. Thread-safe.
 */
@FunctionalInterface
public interface SyncObserver {

  /** Does nothing. */
  SyncObserver NONE = (cache, outcome, nanos) -> {};

  /**
   * A sync has ended and its outcome has been committed, or was {@link Outcome#DEFERRED}.
   *
   * @param cache the name of the cache
   * @param nanos the duration of the call that synced the item, in nanoseconds
   */
  void synced(String cache, Outcome outcome, long nanos);

  /**
   * A call of the cache's {@link ItemHandler} has ended, or timed out. One that returns after that
   * is told of again if it returns normally.
   *
   * @param cache the name of the cache
   * @param error why it failed; null if the item is handled
   * @param nanos the duration of the call, in nanoseconds
   */
  default void handled(String cache, @Nullable Throwable error, long nanos) {}

  /**
   * A {@link AutoRefreshCache#refresh refresh} of an item is asked for. Called on the thread that
   * asks, before any sync that can answer the request has begun.
   *
   * @param cache the name of the cache
   * @param id the id that was asked for, of an item that need not exist
   * @return what to run once the request is pending no more, answered or cancelled; it may be run
   *     more than once, by any thread. Null for nothing
   */
  default @Nullable Runnable refreshRequested(String cache, String id) {
    return null;
  }
}
