package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheStats;
import io.github.autorefresh.cache.engine.call.InFlight;
import io.github.autorefresh.cache.engine.commit.Counters;
import io.github.autorefresh.cache.engine.commit.OutageControl;
import io.github.autorefresh.cache.engine.handle.Handlers;
import io.github.autorefresh.cache.engine.loop.Worker;
import io.github.autorefresh.cache.engine.loop.WorkerPool;
import io.github.autorefresh.cache.engine.pace.Planning;
import io.github.autorefresh.cache.engine.pace.Throttle;
import io.github.autorefresh.cache.spi.HandlerMarks;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.StoreStats;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Collects the statistics of a cache from its parts. Thread-safe. */
final class Statistics<T extends CacheItem> {

  private final ItemStore<T> store;
  private final WorkerPool<T> pool;
  private final Counters counters;
  private final Tuning<T> tuning;
  private final Throttle throttle;
  private final OutageControl<T> outages;
  private final Planning planning;
  private final TimeSource time;
  private final @Nullable Handlers<T> handlers;

  Statistics(
      ItemStore<T> store,
      WorkerPool<T> pool,
      Counters counters,
      Tuning<T> tuning,
      Throttle throttle,
      OutageControl<T> outages,
      Planning planning,
      TimeSource time,
      @Nullable Handlers<T> handlers) {
    this.store = store;
    this.pool = pool;
    this.counters = counters;
    this.tuning = tuning;
    this.throttle = throttle;
    this.time = time;
    this.outages = outages;
    this.handlers = handlers;
    this.planning = planning;
  }

  /** The statistics at this moment. */
  CacheStats now() {
    StoreStats stored = store.stats();
    HandlerMarks.Stats unhandled = handlers == null ? store.unhandledElsewhere() : handlers.stats();
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
        counters.count(Outcome.DEFERRED),
        counters.evictions(),
        inFlight,
        stuck,
        stored.failing(),
        Duration.ofNanos(stored.failingLongestNanos()),
        outages.since(),
        outages.nextProbeAt(),
        stored.overdue(),
        Duration.ofNanos(stored.lagNanos()),
        Duration.ofNanos(counters.latencyNanos()),
        saturation(stored),
        throttle.tps(time.nanos()),
        heldUntil(),
        stretch(stored),
        unhandled.unhandled(),
        unhandled.failing(),
        Duration.ofNanos(unhandled.failingLongestNanos()),
        handlers == null ? 0 : handlers.abandoned(),
        planning.callsSaved(time.nanos()),
        stored.unreadable(),
        stored.unreadableItems(),
        stored.restored(),
        stored.failure());
  }

  /** Rounded up, so that whoever comes at that moment does not come too early. */
  private @Nullable Instant heldUntil() {
    long nanos = throttle.heldFor(time.nanos());
    return nanos == 0
        ? null
        : time.instant().plusNanos(nanos + 999_999).truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * By what factor intervals are longer than planned. After a hold that is told from the rate: what
   * was held up hides it from the store, until it has been claimed.
   */
  private double stretch(StoreStats stored) {
    long now = time.nanos();
    return throttle.isAfterHold(now)
        ? Math.max(stored.stretch(), demanded(stored, throttle.tps(now)))
        : stored.stretch();
  }

  /** The demanded rate divided by the permitted rate; zero without a rate limit. */
  double saturation(StoreStats stored) {
    CacheSettings now = tuning.settings();
    return now.isUnlimited() ? 0 : demanded(stored, now.tps());
  }

  /** What is demanded, divided by what this rate of calls permits. */
  private double demanded(StoreStats stored, double tps) {
    return stored.demand() / (tps * tuning.settings().maxBatch());
  }
}
