package io.github.autorefresh.cache.engine.call;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.engine.pace.JitterSequence;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.TimeSource;

/** Calls the sync function for one item. */
public final class SingleCall<T extends CacheItem> implements SyncCall<T> {

  private final CacheSyncItem<T> sync;
  private final Outcomes<T> outcomes;
  private final TimeSource time;

  /** Calls {@code sync}. */
  public SingleCall(CacheSyncItem<T> sync, Outcomes<T> outcomes, TimeSource time) {
    this.sync = sync;
    this.outcomes = outcomes;
    this.time = time;
  }

  @Override
  @SuppressWarnings("CatchThrowable") // whatever it is, only this sync has failed
  public void call(ClaimedItems<T> items, int from, int to, long startedAt, JitterSequence jitter) {
    try {
      outcomes.answered(items, from, sync.sync(items.item(from)), startedAt, jitter);
    } catch (Throwable failure) {
      outcomes.failed(items, from, failure, time.nanos(), jitter);
    }
  }

  @Override
  public int maxBatch() {
    return 1;
  }
}
