package io.github.autorefresh.cache.spi;

/**
 * Hears of the sync of every item, unchanged ones too: what meters are made of. Called on the
 * thread that ran the sync, so it must be quick; what it throws is logged and harms nobody.
 * Thread-safe.
 */
@FunctionalInterface
public interface SyncObserver {

  /** Hears nothing. */
  SyncObserver NONE = (cache, outcome, nanos) -> {};

  /**
   * A sync has ended and its outcome is in the cache.
   *
   * @param cache the name of the cache
   * @param nanos how long the call took that this item was part of
   */
  void synced(String cache, Outcome outcome, long nanos);
}
