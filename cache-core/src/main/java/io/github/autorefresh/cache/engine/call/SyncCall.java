package io.github.autorefresh.cache.engine.call;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.pace.JitterSequence;
import io.github.autorefresh.cache.spi.ClaimedItems;

/** Makes a call of the application's sync function; never throws. Thread-safe. */
public interface SyncCall<T extends CacheItem> {

  /**
   * Syncs claimed items and notes their outcomes.
   *
   * @param from the first of {@link #maxBatch} items, or of as many as there still are
   * @param to behind the last of them
   * @param startedAt now, on the engine's clock
   */
  void call(ClaimedItems<T> items, int from, int to, long startedAt, JitterSequence jitter);

  /** How many items one call takes. */
  int maxBatch();
}
