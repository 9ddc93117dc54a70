package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Cadence;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.engine.call.Outcomes;
import io.github.autorefresh.cache.engine.call.SyncCall;
import io.github.autorefresh.cache.engine.commit.ChangeNotifier;
import io.github.autorefresh.cache.engine.commit.CommitGate;
import io.github.autorefresh.cache.engine.commit.Counters;
import io.github.autorefresh.cache.engine.commit.OutageControl;
import io.github.autorefresh.cache.engine.commit.OutageNews;
import io.github.autorefresh.cache.engine.commit.Settlement;
import io.github.autorefresh.cache.engine.handle.HandlerWork;
import io.github.autorefresh.cache.engine.handle.Handlers;
import io.github.autorefresh.cache.engine.handle.Wants;
import io.github.autorefresh.cache.engine.loop.CallSwitch;
import io.github.autorefresh.cache.engine.loop.Claiming;
import io.github.autorefresh.cache.engine.loop.Dispatcher;
import io.github.autorefresh.cache.engine.loop.EventLoop;
import io.github.autorefresh.cache.engine.loop.Lifecycle;
import io.github.autorefresh.cache.engine.loop.Loops;
import io.github.autorefresh.cache.engine.loop.OtherCalls;
import io.github.autorefresh.cache.engine.loop.Probing;
import io.github.autorefresh.cache.engine.loop.ShortWait;
import io.github.autorefresh.cache.engine.loop.Watch;
import io.github.autorefresh.cache.engine.loop.Work;
import io.github.autorefresh.cache.engine.loop.WorkerPool;
import io.github.autorefresh.cache.engine.loop.WorkerThreads;
import io.github.autorefresh.cache.engine.pace.ClaimSize;
import io.github.autorefresh.cache.engine.pace.ExpectedRecovery;
import io.github.autorefresh.cache.engine.pace.FixedPlanning;
import io.github.autorefresh.cache.engine.pace.HoldLog;
import io.github.autorefresh.cache.engine.pace.Intervals;
import io.github.autorefresh.cache.engine.pace.LearnedPlanning;
import io.github.autorefresh.cache.engine.pace.Outage;
import io.github.autorefresh.cache.engine.pace.OutageLog;
import io.github.autorefresh.cache.engine.pace.Overload;
import io.github.autorefresh.cache.engine.pace.Planning;
import io.github.autorefresh.cache.engine.pace.RetryBudget;
import io.github.autorefresh.cache.engine.pace.Throttle;
import io.github.autorefresh.cache.engine.pace.UsualDuration;
import io.github.autorefresh.cache.engine.pace.WorkerDemand;
import io.github.autorefresh.cache.engine.waiters.PendingAwaits;
import io.github.autorefresh.cache.engine.waiters.PendingRefreshes;
import io.github.autorefresh.cache.engine.waiters.SingleFlight;
import io.github.autorefresh.cache.engine.waiters.Waiting;
import io.github.autorefresh.cache.spi.HandlerMarks;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.RateLimiter;
import io.github.autorefresh.cache.spi.SharedRate;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Puts one cache together. It is the only class that knows all packages of the engine; every part
 * gets its collaborators here.
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
   * @param processors the number of processors to assume
   */
  record Seams(
      ItemStore.Factory stores,
      TimeSource time,
      RandomGenerator random,
      EventLoop.Factory eventLoops,
      Waiting waiting,
      int processors) {}

  /** Creates the calls of a cache, given what turns their answers into outcomes. */
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

  AutoRefreshCache<T> cache(
      Calls<T> calls,
      @Nullable Executor executor,
      SyncObserver observer,
      @Nullable ItemHandler<? super T> handler) {
    // Waiters and listeners.
    HeldClaims claims = new HeldClaims();
    PendingRefreshes<T> refreshes = new PendingRefreshes<>(name, claims);
    PendingAwaits<T> awaits = new PendingAwaits<>(name, claims);
    Counters counters = new Counters();
    ChangeNotifier<T> notifier = new ChangeNotifier<>(name, counters, refreshes, awaits);

    // The store.
    StoreControl control = new StoreControl();
    ItemStore<T> store =
        seams.stores.create(
            new StoreContext<>(name, settings, limiter, seams.time, notifier, control));
    notifier.setEntries(store::entry);
    HandlerMarks<T> marks = handler == null ? null : marksOf(store);
    Wants<T> wants = handler == null ? null : new Wants<>(name, handler, seams.time);

    // Calls and their outcomes.
    RetryBudget retries = new RetryBudget(seams.time.nanos());
    Outage outage = new Outage(outageRules(), retries);
    ExpectedRecovery recovery = new ExpectedRecovery(seams.time::nanos);
    Intervals intervals = new Intervals(settings, seams.random, recovery);
    Planning planning = planning(intervals, store);
    Outcomes<T> outcomes = new Outcomes<>(name, planning, intervals, retries, outage, wants);
    SyncCall<T> call = calls.with(outcomes);
    CommitGate gate = new CommitGate(seams.waiting);
    Tuning<T> tuning = new Tuning<>(settings, limiter, planning, store);
    Throttle throttle = throttle(tuning, store, call.maxBatch());
    Claiming claiming = new Claiming(throttle, call.maxBatch(), seams.time, new HoldLog(name));
    Loops loops = new Loops(store, claiming);
    Executor housekeeping = seams.eventLoops.housekeeping(name);
    OutageControl<T> outages =
        new OutageControl<>(
            outage,
            store,
            throttle,
            recovery,
            call.maxBatch(),
            seams.time,
            housekeeping,
            new OutageNews(
                new OutageLog(name),
                notifier,
                housekeeping,
                loops::workersMayBeMissing,
                seams.time));
    Settlement<T> settlement =
        new Settlement<>(name, store, gate, counters, notifier, seams.time, outages, planning);
    if (observer != SyncObserver.NONE) {
      settlement.addObserver(observer);
    }

    // Workers and event loops.
    Work.Pace pace = pace(call, store, tuning, claiming, retries);
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
            loops,
            housekeeping,
            new ShortWait(store, claiming, pace.claimSize(), seams.waiting),
            seams.waiting,
            seams.time,
            new Probing<>(
                outage, outages, refreshes, claiming, store, call.maxBatch(), seams.time));
    WorkerPool<T> pool =
        new WorkerPool<>(name, () -> mostWorkers(outage), work, intervals::newJitter);
    claims.of(pool, notifier, store);
    Handlers<T> handlers =
        handler == null || marks == null || wants == null
            ? null
            : handlers(
                new HandlerWork<>(
                    name,
                    marks,
                    handler,
                    wants,
                    gate,
                    settings,
                    intervals,
                    seams.eventLoops.handlerThreads(name),
                    housekeeping,
                    seams.waiting,
                    seams.time),
                settlement);
    Statistics<T> statistics =
        new Statistics<>(
            store, pool, counters, tuning, throttle, outages, planning, seams.time, handlers);
    WorkerThreads own = executor == null ? new WorkerThreads(name) : null;
    Dispatcher<T> dispatcher =
        new Dispatcher<>(
            name,
            work,
            pool,
            own != null ? own : Objects.requireNonNull(executor),
            new Overload(name, statistics::saturation, () -> tuning.settings().resyncPeriod()));
    Watch<T> watch = new Watch<>(name, work, pool, outcomes, intervals.newJitter());
    work.loops()
        .connect(
            seams.eventLoops.create(name + "-dispatch", dispatcher),
            seams.eventLoops.create(name + "-watch", watch));
    Lifecycle<T> lifecycle =
        new Lifecycle<>(
            name,
            gate,
            work,
            pool,
            own != null ? own : Lifecycle.Threads.NONE,
            handlers != null ? handlers : OtherCalls.NONE);
    control.connect(lifecycle, tuning, outages, handlers);

    return new RefreshingCache<>(
        name,
        store,
        new CacheParts.Engine<>(
            lifecycle, dispatcher, settlement, tuning, intervals, planning, statistics, handlers),
        new CacheParts.Waiters<>(
            refreshes, awaits, new SingleFlight<>(name, seams.waiting), notifier, counters));
  }

  private Throttle throttle(Tuning<T> tuning, ItemStore<T> store, int maxBatch) {
    SharedRate shared = store.sharedRate();
    Throttle throttle =
        new Throttle(tuning::tps, store::stats, maxBatch, shared, seams.time.nanos());
    if (shared != null) {
      shared.limit(
          () -> throttle.isLimited() ? throttle.tps(seams.time.nanos()) : Double.POSITIVE_INFINITY);
    }
    return throttle;
  }

  private HandlerMarks<T> marksOf(ItemStore<T> store) {
    HandlerMarks<T> marks = store.marks();
    if (marks == null) {
      throw new IllegalStateException(
          "Cache \""
              + name
              + "\" has a handler, but its store cannot keep what is to be handled: "
              + store.getClass().getName()
              + "; remove the handler, or use a store that can, such as the one in memory");
    }
    return marks;
  }

  private Handlers<T> handlers(HandlerWork<T> work, Settlement<T> settlement) {
    return new Handlers<>(
        work, settlement, loop -> seams.eventLoops.create(name + "-handle", loop));
  }

  private Planning planning(Intervals intervals, ItemStore<T> store) {
    return settings.cadence() instanceof Cadence.Learned && store.keepsHistories()
        ? new LearnedPlanning(name, settings, intervals, seams.time.nanos())
        : new FixedPlanning(intervals);
  }

  private Outage.Rules outageRules() {
    return new Outage.Rules(
        settings.outageDetection(),
        settings.probeInterval().toNanos(),
        settings.backoffInitial().toNanos(),
        settings.syncTimeout().toNanos());
  }

  /** During an outage calls that hang leave places to probes. */
  private int mostWorkers(Outage outage) {
    return outage.isOn() ? 2 * settings.parallelism() : settings.parallelism();
  }

  private Work.Pace pace(
      SyncCall<T> call,
      ItemStore<T> store,
      Tuning<T> tuning,
      Claiming claiming,
      RetryBudget retries) {
    UsualDuration callTakes = new UsualDuration();
    UsualDuration itemTakes = new UsualDuration();
    ClaimSize claimSize = new ClaimSize(call.maxBatch(), callTakes, store::permitsLast);
    WorkerDemand workers =
        new WorkerDemand(
            settings.parallelism(), seams.processors, claimSize, itemTakes, tuning::tps);
    return new Work.Pace(callTakes, itemTakes, claimSize, workers, claiming, retries);
  }
}
