package io.github.autorefresh.cache.engine.call;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.pace.JitterSequence;
import io.github.autorefresh.cache.spi.ClaimedItems;

/** Makes a call of the application's sync function; never throws. Thread-safe. */
public interface SyncCall<T extends CacheItem> {

  /**
   * Syncs claimed items and sets their outcomes.
   *
   * @param from the index of the first item
   * @param to the index after the last item; at most {@link #maxBatch} items
   * @param startedAt now, in nanoseconds on the engine's clock
   * @param jitter that of the calling worker
   */
  void call(ClaimedItems<T> items, int from, int to, long startedAt, JitterSequence jitter);

  /** The most items per call. */
  int maxBatch();
}
