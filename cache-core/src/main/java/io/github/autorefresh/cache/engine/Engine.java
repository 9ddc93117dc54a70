package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.engine.waiters.PendingRefreshes;
import io.github.autorefresh.cache.engine.waiters.Waiting;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.StoreStats;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Turns the store's due items into calls of the sync function, and their answers into settlements.
 * The {@link Dispatcher} claims and hands out, the {@link WorkerPool} works, the {@link Watch}
 * looks after what takes too long; this is where they meet, and where syncing is opened and closed.
 */
final class Engine<T extends CacheItem> {

  /** A worker that waits so long at most costs less than waking up others. */
  private static final long WORTH_WAITING_NANOS = 1_000_000;

  private static final long LONGEST_STAY_NANOS = 10_000_000;

  private final Parts<T> parts;
  private final Waiting waiting;
  private final WorkerPool<T> crew;
  private final RunLength runLength;
  private final EventLoop dispatching;
  private final EventLoop watching;
  private final Watch<T> watch;
  private final Stopping<T> stopping;
  private final Dispatcher<T> dispatcher;

  private volatile CacheSettings settings;
  private volatile boolean paused;
  private final AtomicBoolean lingering = new AtomicBoolean();

  /** What an engine is made of. */
  record Parts<T extends CacheItem>(
      String name,
      ItemStore<T> store,
      SyncCall<T> call,
      Outcomes<T> judge,
      Settlement<T> settlement,
      CommitGate gate,
      PendingRefreshes<T> refreshes,
      Counters tally,
      TimeSource time) {}

  Engine(
      Parts<T> parts,
      CacheSettings settings,
      Executor executor,
      EventLoop.Factory pulses,
      Waiting waiting,
      int processors) {
    this.parts = parts;
    this.waiting = waiting;
    this.settings = settings;
    crew =
        new WorkerPool<>(
            settings.parallelism(), () -> new Worker<>(this, parts.judge().dice()), waiting);
    stopping = new Stopping<>(this, parts.gate(), waiting);
    runLength =
        new RunLength(parts.call().most(), settings, processors, parts.store().permitsLast());
    dispatcher = new Dispatcher<>(this, executor);
    dispatching = pulses.create(parts.name() + "-dispatch", dispatcher);
    watch = new Watch<>(this, settings.syncTimeout());
    watching = pulses.create(parts.name() + "-watch", watch);
  }

  String name() {
    return parts.name();
  }

  ItemStore<T> store() {
    return parts.store();
  }

  SyncCall<T> call() {
    return parts.call();
  }

  Outcomes<T> judge() {
    return parts.judge();
  }

  Settlement<T> settlement() {
    return parts.settlement();
  }

  Counters tally() {
    return parts.tally();
  }

  TimeSource time() {
    return parts.time();
  }

  WorkerPool<T> crew() {
    return crew;
  }

  RunLength runLength() {
    return runLength;
  }

  /** True from a start to the next stop. */
  boolean isOpen() {
    return parts.gate().isOpen();
  }

  /** True while a call may begin. */
  boolean mayCall() {
    return isOpen() && !paused;
  }

  boolean isPaused() {
    return paused;
  }

  void start() {
    parts.gate().open();
    dispatching.start();
    watching.start();
    dispatching.turnWithin(0);
    watching.turnWithin(0);
  }

  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    dispatching.turnWithin(0);
    watching.turnWithin(0);
  }

  /** Something may be due sooner than was known. */
  void mayBeDue() {
    if (isOpen() && dispatching.isLaterThan(0)) {
      dispatching.turnWithin(parts.store().untilNextDue());
    }
  }

  /** The rate has changed: what was planned no longer holds. */
  void retuned(CacheSettings changed) {
    settings = changed;
    runLength.retune(changed);
    dispatching.turnWithin(0);
  }

  @Nullable Instant lastTurnAt() {
    return dispatcher.lastTurnAt();
  }

  /** The figures of this moment. */
  Stats stats() {
    StoreStats stored = parts.store().stats();
    long inFlight = 0;
    long stuck = 0;
    for (InFlight<T> flight : crew.flights()) {
      int items = flight.inCall();
      inFlight += items;
      stuck += flight.isStuck() ? items : 0;
    }
    Counters tally = parts.tally();
    double latency = tally.latencyNanos();
    return new Stats(
        parts.store().size(),
        tally.hits(),
        tally.misses(),
        tally.created.sum(),
        tally.count(Outcome.UPDATED),
        tally.count(Outcome.UNCHANGED),
        tally.count(Outcome.DELETED),
        tally.count(Outcome.FAILED),
        tally.evictions.sum(),
        inFlight,
        stuck,
        stored.failing(),
        stored.overdue(),
        Duration.ofNanos(stored.lagNanos()),
        Duration.ofNanos(Double.isNaN(latency) ? 0 : (long) latency),
        saturation(stored),
        stored.unreadable(),
        stored.restored(),
        stored.failure());
  }

  /** What is demanded by what is permitted. */
  double saturation(StoreStats stored) {
    CacheSettings now = settings;
    return now.isUnlimited() ? 0 : stored.demand() / (now.tps() * now.maxBatch());
  }

  // What workers ask for.

  /** Claims what a worker is to do next; nothing if it is to leave. */
  int claimFor(ClaimedItems<T> run) {
    boolean crowded = crew.active() > runLength.crewSize(crew.parallelism());
    return mayCall() && !crowded ? parts.store().claim(run, runLength.claimed()) : 0;
  }

  /**
   * Lets a worker that has found nothing wait for what is due soon, one of them at a time: where
   * calls are quick, it costs more to wake up the dispatcher, and then a worker by it.
   *
   * @param nanosAtWork how long its task has lasted, which ends now and then for the sake of others
   *     on the same executor
   * @return false if it is to leave
   */
  boolean linger(long nanosAtWork) {
    if (nanosAtWork > LONGEST_STAY_NANOS
        || !runLength.isQuick()
        || !lingering.compareAndSet(false, true)) {
      return false;
    }
    try {
      long wait = parts.store().untilNextDue();
      if (wait > WORTH_WAITING_NANOS) {
        return false;
      }
      if (wait > 0) {
        waiting.nap(wait);
      }
      return true;
    } finally {
      lingering.set(false);
    }
  }

  /** The sync of these items begins: whoever asked for a refresh before now gets its result. */
  void begins(ClaimedItems<T> run, int from, int to) {
    parts.refreshes().begins(run, from, to);
  }

  /** A worker has made some calls, which took this long together. */
  void called(int calls, long nanos) {
    parts.tally().called(calls, nanos);
    runLength.ran(calls, nanos);
  }

  /** The task of a worker has ended. */
  void left(Worker<T> worker) {
    crew.leave(worker);
    mayBeDue();
  }

  /** Calls are about to run: they must be watched. */
  void handedOut() {
    watching.turnWithin(watch.untilNextLook());
  }

  /** More workers may be hired than before. */
  void wantsMoreWorkers() {
    dispatching.turnWithin(0);
  }

  /** Lets nothing wait for the call that a flight is in. */
  void isolate(InFlight<T> flight) {
    takeFrom(flight.isolate());
  }

  /** Settles and releases what was taken from a flight, if anything was. */
  void takeFrom(InFlight.@Nullable Company<T> company) {
    if (company != null) {
      parts.settlement().settle(company.synced());
      parts.settlement().release(company.waiting());
      mayBeDue();
    }
  }

  /** Ends all syncing, as {@link io.github.autorefresh.cache.AutoRefreshCache#stop} promises. */
  void stop() {
    CacheSettings now = settings;
    // No call gets longer than its own timeout, whether the cache is stopping or not.
    stopping.stop(Math.min(now.shutdownTimeout().toNanos(), now.syncTimeout().toNanos()));
  }

  /** Turns no more. */
  void end() {
    dispatching.end();
    watching.end();
  }
}
