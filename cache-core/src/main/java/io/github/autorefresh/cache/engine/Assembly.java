package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.engine.call.Outcomes;
import io.github.autorefresh.cache.engine.call.SyncCall;
import io.github.autorefresh.cache.engine.commit.ChangeNotifier;
import io.github.autorefresh.cache.engine.commit.CommitGate;
import io.github.autorefresh.cache.engine.commit.Counters;
import io.github.autorefresh.cache.engine.commit.Settlement;
import io.github.autorefresh.cache.engine.loop.CallSwitch;
import io.github.autorefresh.cache.engine.loop.Claiming;
import io.github.autorefresh.cache.engine.loop.Dispatcher;
import io.github.autorefresh.cache.engine.loop.EventLoop;
import io.github.autorefresh.cache.engine.loop.Lifecycle;
import io.github.autorefresh.cache.engine.loop.Loops;
import io.github.autorefresh.cache.engine.loop.ShortWait;
import io.github.autorefresh.cache.engine.loop.Watch;
import io.github.autorefresh.cache.engine.loop.Work;
import io.github.autorefresh.cache.engine.loop.WorkerPool;
import io.github.autorefresh.cache.engine.loop.WorkerThreads;
import io.github.autorefresh.cache.engine.pace.ClaimSize;
import io.github.autorefresh.cache.engine.pace.HoldLog;
import io.github.autorefresh.cache.engine.pace.Intervals;
import io.github.autorefresh.cache.engine.pace.Overload;
import io.github.autorefresh.cache.engine.pace.Throttle;
import io.github.autorefresh.cache.engine.pace.UsualDuration;
import io.github.autorefresh.cache.engine.pace.WorkerDemand;
import io.github.autorefresh.cache.engine.waiters.PendingAwaits;
import io.github.autorefresh.cache.engine.waiters.PendingRefreshes;
import io.github.autorefresh.cache.engine.waiters.SingleFlight;
import io.github.autorefresh.cache.engine.waiters.Waiting;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Puts one cache together: the only place that knows all of its rooms. What each part may use it is
 * given here, and nothing else.
 */
final class Assembly<T extends CacheItem> {

  private final String name;
  private final CacheSettings settings;
  private final RateLimiter limiter;
  private final Seams seams;

  /**
   * What tests may replace.
   *
   * @param random need not be thread-safe
   * @param processors how many there are
   */
  record Seams(
      ItemStore.Factory stores,
      TimeSource time,
      RandomGenerator random,
      EventLoop.Factory eventLoops,
      Waiting waiting,
      int processors) {}

  /** Makes the calls of a cache, whose answers become outcomes by this. */
  @FunctionalInterface
  interface Calls<T extends CacheItem> {
    SyncCall<T> with(Outcomes<T> outcomes);
  }

  Assembly(String name, CacheSettings settings, RateLimiter limiter, Seams seams) {
    this.name = name;
    this.settings = settings;
    this.limiter = limiter;
    this.seams = seams;
  }

  AutoRefreshCache<T> cache(Calls<T> calls, @Nullable Executor executor, SyncObserver observer) {
    // Who waits, and who is told.
    HeldClaims claims = new HeldClaims();
    PendingRefreshes<T> refreshes = new PendingRefreshes<>(name, claims);
    PendingAwaits<T> awaits = new PendingAwaits<>(name, claims);
    Counters counters = new Counters();
    ChangeNotifier<T> notifier = new ChangeNotifier<>(name, counters, refreshes, awaits);

    // Where items are kept.
    StoreControl control = new StoreControl();
    ItemStore<T> store =
        seams.stores.create(
            new StoreContext<>(name, settings, limiter, seams.time, notifier, control));
    notifier.setEntries(store::entry);

    // What a call finds, and how it takes effect.
    Intervals intervals = new Intervals(settings, seams.random);
    Outcomes<T> outcomes = new Outcomes<>(intervals);
    SyncCall<T> call = calls.with(outcomes);
    CommitGate gate = new CommitGate(seams.waiting);
    Settlement<T> settlement = new Settlement<>(name, store, gate, counters, notifier, seams.time);
    if (observer != SyncObserver.NONE) {
      settlement.addObserver(observer);
    }

    // Who works, and who turns.
    Tuning<T> tuning = new Tuning<>(settings, limiter, intervals, store);
    Throttle throttle =
        new Throttle(tuning::tps, store::stats, call.maxBatch(), seams.time.nanos());
    Work.Pace pace =
        pace(
            call,
            store,
            tuning,
            new Claiming(throttle, call.maxBatch(), seams.time, new HoldLog(name)));
    Work<T> work =
        new Work<>(
            store,
            new CallSwitch(gate),
            call,
            settings.syncTimeout(),
            settlement,
            refreshes,
            counters,
            pace,
            new Loops(store, pace.claiming()),
            seams.eventLoops.housekeeping(name),
            new ShortWait(store, pace.claiming(), pace.claimSize(), seams.waiting),
            seams.waiting,
            seams.time);
    WorkerPool<T> pool = new WorkerPool<>(name, settings.parallelism(), work, intervals::newJitter);
    claims.of(pool);
    Statistics<T> statistics =
        new Statistics<>(store, pool, counters, tuning, throttle, seams.time);
    WorkerThreads own = executor == null ? new WorkerThreads(name) : null;
    Dispatcher<T> dispatcher =
        new Dispatcher<>(
            name,
            work,
            pool,
            own != null ? own : Objects.requireNonNull(executor),
            new Overload(name, statistics::saturation));
    Watch<T> watch = new Watch<>(name, work, pool, outcomes, intervals.newJitter());
    work.loops()
        .connect(
            seams.eventLoops.create(name + "-dispatch", dispatcher),
            seams.eventLoops.create(name + "-watch", watch));
    Lifecycle<T> lifecycle =
        new Lifecycle<>(name, gate, work, pool, own != null ? own : Lifecycle.Threads.NONE);
    control.connect(lifecycle, tuning);

    return new RefreshingCache<>(
        name,
        store,
        new CacheParts.Engine<>(lifecycle, dispatcher, settlement, tuning, statistics),
        new CacheParts.Waiters<>(
            refreshes, awaits, new SingleFlight<>(name, seams.waiting), notifier, counters));
  }

  private Work.Pace pace(
      SyncCall<T> call, ItemStore<T> store, Tuning<T> tuning, Claiming claiming) {
    UsualDuration callTakes = new UsualDuration();
    UsualDuration itemTakes = new UsualDuration();
    ClaimSize claimSize = new ClaimSize(call.maxBatch(), callTakes, store::permitsLast);
    WorkerDemand workers =
        new WorkerDemand(
            settings.parallelism(), seams.processors, claimSize, itemTakes, tuning::tps);
    return new Work.Pace(callTakes, itemTakes, claimSize, workers, claiming);
  }
}
