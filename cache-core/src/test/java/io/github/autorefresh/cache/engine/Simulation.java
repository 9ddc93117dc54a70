package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.ConditionUnreachableException;
import io.github.autorefresh.cache.HandlerSettings;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.memory.MemoryItemStore;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.StoreContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One random schedule, all of it decided by a seed: callers create, delete, refresh, await, retune,
 * pause, stop and start while syncs are quick, slow, failing, hanging and wrong, and every thread
 * is held up anywhere, and handlers, where there is one, are no better. After each step the cache
 * is compared with the {@link Reference}; in the end the world calms down, and then nothing may be
 * forgotten, left over or stale.
 */
final class Simulation {

  private static final List<String> IDS = List.of("a", "b", "c", "d", "e");
  private static final int STEPS = 120;
  private static final Duration CALM = Duration.ofMinutes(2);
  private static final Duration FRESH = Duration.ofSeconds(30);
  private static final Duration AFTER_INTERRUPTS = Duration.ofSeconds(1);

  private final Luck luck;
  private final SimulatedWorld world;
  private final boolean batched;
  private final double dawdling;
  private final CacheSettings settings;
  private final Reference reference;
  private final AutoRefreshCache<Thing> cache;
  private final List<CompletableFuture<?>> refreshes = new ArrayList<>();
  private final List<CompletableFuture<?>> awaits = new ArrayList<>();
  private int generations;

  Simulation(long seed) {
    luck = new Luck(seed);
    world = new SimulatedWorld(luck, 0.05);
    batched = luck.chance(0.3);
    dawdling = luck.between(0.0, 0.5);
    settings = randomSettings();
    reference = new Reference(settings, luck.chance(0.5));
    cache = newCache();
    cache.addListener(new Telling());
  }

  private CacheSettings randomSettings() {
    return CacheSettings.defaults()
        .withResyncPeriod(luck.millis(500, 10_000))
        .withTps(randomTps())
        .withBurst(luck.between(1, 5))
        .withParallelism(luck.between(1, 5))
        .withSyncTimeout(luck.millis(10, 10_000))
        .withBackoff(luck.millis(1, 1000), luck.millis(1000, 10_000))
        .withJitter(luck.chance(0.3) ? 0 : luck.between(0.0, 0.5))
        .withMaxSize(luck.chance(0.5) ? CacheSettings.UNBOUNDED_SIZE : luck.between(1, 5))
        .withTerminalRetention(luck.chance(0.2) ? Duration.ZERO : luck.millis(1, 20_000))
        .withShutdownTimeout(luck.chance(0.2) ? Duration.ZERO : luck.millis(1, 15_000))
        .withHandler(
            new HandlerSettings(
                luck.between(1, 4),
                luck.chance(0.7) ? Duration.ofHours(24) : luck.millis(1, 20_000),
                luck.chance(0.3)));
  }

  /** None, one that workers leave for, or one whose permits they wait for. */
  private double randomTps() {
    if (luck.chance(0.4)) {
      return CacheSettings.UNLIMITED_TPS;
    }
    return luck.chance(0.3) ? luck.between(1_000.0, 5_000.0) : luck.between(0.5, 50);
  }

  private AutoRefreshCache<Thing> newCache() {
    AutoRefreshCacheBuilder builder =
        AutoRefreshCacheBuilder.named("simulated")
            .settings(settings)
            .time(world.time)
            .random(luck.another())
            .executor(world::execute)
            .simulated(world, world)
            .processors(2)
            .store(new Watched());
    HandlerReference handled = reference.handled();
    if (handled != null) {
      builder.handler(
          new SimulatedHandler(
              world,
              luck,
              handled,
              id -> cache.delete(id),
              this::refresh,
              this::stopAndCheckFromCallback));
    }
    SimulatedSync sync = new SimulatedSync(world, luck, reference, settings);
    return batched
        ? builder.buildBatched(luck.between(1, 4), sync.batched())
        : builder.build(sync.single());
  }

  private final class Watched implements ItemStore.Factory {
    @Override
    @SuppressWarnings("unchecked") // a simulation has things and nothing else
    public <T extends io.github.autorefresh.cache.CacheItem> ItemStore<T> create(
        StoreContext<T> context) {
      ItemStore<Thing> store = new MemoryItemStore<>((StoreContext<Thing>) context);
      return (ItemStore<T>) new SimulatedStore(store, reference, reference.handled(), world);
    }
  }

  /** Runs the whole schedule; returns how many times cache and reference were compared. */
  int run() {
    int compared = 0;
    for (int step = 0; step < STEPS; step++) {
      step();
      agree();
      compared++;
    }
    calmDown();
    return compared;
  }

  private void agree() {
    reference.holds();
    reference.agreesWith(cache, IDS);
    if (cache.isRunning() && !world.isBusy()) {
      reference.hasGivenUpWhatTookTooLong(world.now());
    }
  }

  private void step() {
    double choice = luck.between(0.0, 1.0);
    List<Stage.Actor> ready = world.stage.ready();
    List<SimulatedWorld.SimulatedEventLoop> due = world.due();
    if (choice < 0.5 && !ready.isEmpty()) {
      world.stage.cue(luck.any(ready));
    } else if (choice < 0.7 && !due.isEmpty()) {
      luck.any(due).turn();
    } else if (choice < 0.85) {
      act();
    } else if (!world.stage.holdsTime()) {
      pass();
    }
  }

  private void pass() {
    Duration next = world.nextMoment();
    Duration step = luck.millis(0, 2000);
    if (next != null && (luck.chance(0.7) || next.minus(world.now()).compareTo(step) < 0)) {
      step = next.minus(world.now());
    }
    if (!step.isNegative()) {
      world.time.advance(step.compareTo(FRESH) > 0 ? FRESH : step);
    }
  }

  // What callers do.

  private void act() {
    String id = luck.any(IDS);
    switch (luck.between(0, 16)) {
      case 0, 1, 2 -> enter("create", () -> cache.getOrCreate(newThing(id)));
      case 3, 4, 5 -> enter("make", () -> cache.getOrCreate(id, this::make));
      case 6, 7 -> enter("delete", () -> cache.delete(id));
      case 8, 9 -> enter("refresh", () -> refresh(id));
      case 10 -> enter("await", () -> await(id));
      case 14 -> enter("retry", () -> cache.retryHandler(id));
      case 11 -> enter("retune", this::retune);
      case 12 -> pause(luck.chance(0.3));
      case 13 -> stop();
      default -> start();
    }
  }

  private void enter(String name, Runnable part) {
    world.stage.enter(
        name,
        false,
        () -> {
          try {
            part.run();
          } catch (CacheFullException | CreatorException refused) {
            // What the reference has to say of it, it has said.
          }
        });
  }

  private Thing newThing(String id) {
    return new Thing(id, generations++, 0, luck.chance(0.1), luck.period());
  }

  private static final class CreatorException extends RuntimeException {}

  private Thing make(String id) {
    reference.require(cache.get(id) == null, "absent while it is made", id);
    dawdle();
    if (luck.chance(0.2)) {
      throw new CreatorException();
    }
    return newThing(id);
  }

  private void refresh(String id) {
    world.trace("refresh", id);
    long before = reference.calls();
    CompletableFuture<Thing> future = cache.refresh(id);
    refreshes.add(
        future.whenComplete(
            (found, error) -> {
              if (found != null) {
                reference.refreshed(found, before);
              }
            }));
  }

  private void await(String id) {
    Thing now = cache.get(id);
    int version = now == null ? 0 : now.version() + luck.between(0, 3);
    awaits.add(
        cache
            .await(id, thing -> thing.version() >= version)
            .whenComplete(
                (found, error) -> {
                  if (found != null) {
                    reference.require(found.version() >= version, "awaited", found);
                  } else if (error instanceof ConditionUnreachableException) {
                    Thing last = reference.get(id);
                    boolean ended = last == null || last.isTerminal();
                    reference.require(ended, "unreachable only once terminal", last);
                  }
                }));
  }

  private void retune() {
    cache.retune(
        before -> {
          CacheSettings after = before.withResyncPeriod(luck.millis(500, 10_000));
          return before.isUnlimited()
              ? after
              : after.withTps(luck.between(0.5, 50)).withBurst(luck.between(1, 5));
        });
  }

  private void pause(boolean on) {
    world.trace("pause", on);
    if (on) {
      cache.pause();
    } else {
      cache.resume();
    }
    reference.pauses(on);
  }

  private void start() {
    world.trace("start", "");
    reference.starts();
    cache.start();
  }

  private void stop() {
    world.stage.enter("stop", true, this::stopAndCheck);
  }

  private void stopAndCheck() {
    Duration began = world.now();
    int startsBefore = reference.stops();
    world.trace("stop", "");
    cache.stop();
    world.trace("stopped", "");
    reference.hasStopped(startsBefore);
    Duration took = world.now().minus(began);
    reference.require(
        took.compareTo(settings.shutdownTimeout().plus(AFTER_INTERRUPTS)) <= 0, "stop took", took);
  }

  /** What a callback does besides: it is held up, and sometimes uses the cache itself. */
  private void dawdle() {
    if (luck.chance(dawdling)) {
      world.dawdle();
    }
  }

  // What listeners do.

  private final class Telling implements CacheListener<Thing> {
    @Override
    public void onCreated(Thing item) {
      reference.created(item);
      dawdle();
    }

    @Override
    public void onUpdated(Thing previous, Thing current) {
      reference.tellsOfUpdate(previous, current);
      besides(current);
    }

    @Override
    public void onRemoved(Thing item, RemovalCause cause) {
      world.trace("removed by " + cause, item);
      if (cause != RemovalCause.GONE) {
        reference.removed(item, cause, world.now());
      }
      if (cause != RemovalCause.EXPIRED) { // several leave at once, and are told of one by one
        besides(item);
      }
    }

    @Override
    public void onSyncFailed(Thing item, Throwable error) {
      reference.tellsOf(item);
      besides(item);
    }

    private void besides(Thing item) {
      dawdle();
      if (world.isCalm() || !luck.chance(0.1)) {
        return;
      }
      switch (luck.between(0, 3)) {
        case 0 -> cache.delete(item.id());
        case 1 -> refresh(item.id());
        default -> stopAndCheckFromCallback();
      }
    }
  }

  private void stopAndCheckFromCallback() {
    int startsBefore = reference.stops();
    cache.stop();
    reference.hasStopped(startsBefore);
  }

  // The end.

  private void calmDown() {
    world.calm();
    world.settle();
    if (cache.isRunning() && !cache.isPaused() && settings.isUnlimited()) {
      world.pass(CALM); // nobody wakes it: what it has to do, it must know
      reference.isFresh(world.now(), FRESH);
    }
    reference.starts();
    cache.start();
    reference.pauses(false);
    cache.resume();
    cache.retune(s -> s.isUnlimited() ? s : s.withTps(1000).withBurst(100));
    world.pass(CALM);
    agree();
    reference.isAtRest();
    reference.isFresh(world.now(), FRESH);
    reference.require(cache.stats().overdue() == 0, "overdue", cache.stats());
    reference.require(areDone(refreshes), "refreshes are done", refreshes);
    reference.require(areDone(awaits), "awaits are done", awaits);
    IDS.forEach(this::newsIsHeardAtOnce);
    cache.close();
  }

  /** An idle engine is woken by what happens to an item, and needs no time to pass. */
  private void newsIsHeardAtOnce(String id) {
    try {
      cache.getOrCreate(newThing(id));
    } catch (CacheFullException full) {
      return;
    }
    world.settle();
    reference.isSynced(id);
    CompletableFuture<Thing> refresh = cache.refresh(id);
    world.settle();
    reference.require(refresh.isDone(), "refreshed at once", id);
    agree();
  }

  private static boolean areDone(List<CompletableFuture<?>> futures) {
    return futures.stream().allMatch(CompletableFuture::isDone);
  }
}
