package io.github.autorefresh.cache.spi;

/**
 * What the engine's caches are too: an adapter may observe a cache that was built without it.
 * Thread-safe.
 */
public interface SyncObservable {

  /**
   * Tells this observer too of every sync that ends from now on. Nothing changes if it is one of
   * the observers already.
   */
  void addObserver(SyncObserver observer);
}
