package io.github.autorefresh.cache.spi;

/**
 * Is notified of the sync of every item, including syncs that changed nothing; for meters. Called
 * on the thread that ran the sync, so it must be quick. Its exceptions are logged and have no other
 * effect. Thread-safe.
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
}
