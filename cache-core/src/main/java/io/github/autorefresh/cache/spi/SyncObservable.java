package io.github.autorefresh.cache.spi;

/**
 * Implemented by every cache of the engine, so that an adapter can observe a cache that was built
 * without an observer. Thread-safe.
 */
public interface SyncObservable {

  /**
   * Adds an observer, which is notified of every sync that ends from now on. Does nothing if it has
   * been added already.
   */
  void addObserver(SyncObserver observer);
}
