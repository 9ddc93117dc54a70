package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheStats;
import io.github.autorefresh.cache.engine.call.InFlight;
import io.github.autorefresh.cache.engine.commit.Counters;
import io.github.autorefresh.cache.engine.loop.Worker;
import io.github.autorefresh.cache.engine.loop.WorkerPool;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.StoreStats;
import java.time.Duration;

/** Reads the figures of a cache where they are kept. Thread-safe. */
final class Statistics<T extends CacheItem> {

  private final ItemStore<T> store;
  private final WorkerPool<T> pool;
  private final Counters counters;
  private final Tuning<T> tuning;

  Statistics(ItemStore<T> store, WorkerPool<T> pool, Counters counters, Tuning<T> tuning) {
    this.store = store;
    this.pool = pool;
    this.counters = counters;
    this.tuning = tuning;
  }

  /** The figures of this moment. */
  CacheStats now() {
    StoreStats stored = store.stats();
    long inFlight = 0;
    long stuck = 0;
    for (Worker<T> worker : pool.workers()) {
      InFlight<T> calls = worker.inFlight();
      if (calls != null) {
        int items = calls.inCall();
        inFlight += items;
        stuck += calls.isStuck() ? items : 0;
      }
    }
    return new Stats(
        store.size(),
        counters.hits(),
        counters.misses(),
        counters.creations(),
        counters.count(Outcome.UPDATED),
        counters.count(Outcome.UNCHANGED),
        counters.count(Outcome.DELETED),
        counters.count(Outcome.FAILED),
        counters.evictions(),
        inFlight,
        stuck,
        stored.failing(),
        stored.overdue(),
        Duration.ofNanos(stored.lagNanos()),
        Duration.ofNanos(counters.latencyNanos()),
        saturation(stored),
        stored.stretch(),
        stored.unreadable(),
        stored.restored(),
        stored.failure());
  }

  /** What is demanded, divided by what is permitted. */
  double saturation(StoreStats stored) {
    CacheSettings now = tuning.settings();
    return now.isUnlimited() ? 0 : stored.demand() / (now.tps() * now.maxBatch());
  }
}
