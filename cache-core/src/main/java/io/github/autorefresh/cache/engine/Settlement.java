package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.Run;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.autorefresh.cache.spi.TimeSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands the verdicts of a run to the store, then counts those that took effect. Thread-safe. */
final class Settlement<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Settlement.class);

  private final String cache;
  private final ItemStore<T> store;
  private final Tally tally;
  private final SyncObserver observer;
  private final TimeSource time;

  Settlement(
      String cache, ItemStore<T> store, Tally tally, SyncObserver observer, TimeSource time) {
    this.cache = cache;
    this.store = store;
    this.tally = tally;
    this.observer = observer;
    this.time = time;
  }

  void settle(Run<T> run) {
    if (run.size() == 0) {
      return;
    }
    run.settledAt(time.nanos());
    store.settle(run);
    if (observer != SyncObserver.NONE) {
      observe(run);
    }
    tally.settled(run);
  }

  private void observe(Run<T> run) {
    try {
      for (int i = 0; i < run.size(); i++) {
        if (run.isAccepted(i)) {
          observer.synced(cache, run.outcome(i), run.took(i));
        }
      }
    } catch (RuntimeException e) {
      log.error("Cache \"{}\": the sync observer threw", cache, e);
    }
  }

  void release(Run<T> run) {
    if (run.size() > 0) {
      store.release(run);
    }
  }
}
