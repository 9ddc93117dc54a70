package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;

/** Calls the application's sync function; never throws. Thread-safe. */
interface SyncCall<T extends CacheItem> {

  /**
   * Syncs items of a run and writes their verdicts into it.
   *
   * @param from the first of {@link #most} items, or of as many as the run still has
   * @param startedAt the moment, on the engine's clock
   */
  void call(ClaimedItems<T> run, int from, int to, long startedAt, JitterSequence dice);

  /** How many items one call can take. */
  int most();
}
