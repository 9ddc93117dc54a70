package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.TimeSource;

/** One call per item. */
final class SingleCall<T extends CacheItem> implements SyncCall<T> {

  private final CacheSyncItem<T> sync;
  private final Outcomes<T> judge;
  private final TimeSource time;

  SingleCall(CacheSyncItem<T> sync, Outcomes<T> judge, TimeSource time) {
    this.sync = sync;
    this.judge = judge;
    this.time = time;
  }

  @Override
  @SuppressWarnings("CatchThrowable") // whatever it is, it is this sync's failure and nobody else's
  public void call(ClaimedItems<T> run, int from, int to, long startedAt, JitterSequence dice) {
    try {
      judge.answered(run, from, sync.sync(run.item(from)), startedAt, dice);
    } catch (Throwable failure) {
      judge.failed(run, from, failure, time.nanos(), dice);
    }
  }

  @Override
  public int most() {
    return 1;
  }
}
