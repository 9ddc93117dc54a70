package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task on the executor at a time: syncs the run it was given, settles it, and goes on with what
 * else is due until nothing is, nor will be in a moment.
 */
final class Worker<T extends CacheItem> implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private final Engine<T> engine;
  private final JitterSequence dice;
  private ClaimedItems<T> run = new ClaimedItems<>();
  private volatile @Nullable InFlight<T> flight;
  private volatile boolean atWork;
  private long startedAt;
  private int inHand;
  private long since;

  Worker(Engine<T> engine, JitterSequence dice) {
    this.engine = engine;
    this.dice = dice;
  }

  /** What it has in hand, or null. */
  @Nullable InFlight<T> flight() {
    return flight;
  }

  /** Gives it some items of a claimed run, before its task is handed to the executor. */
  void load(ClaimedItems<T> claimed, int from, int count) {
    run.take(claimed, from, count);
    inHand = count;
    flight = newFlight(engine.time().nanos());
  }

  private InFlight<T> newFlight(long claimedAt) {
    return new InFlight<>(run, engine.call().most(), claimedAt);
  }

  /** Takes back what it was given, because its task was refused. */
  void unload() {
    takeBack(flight);
    flight = null;
    engine.left(this);
  }

  /** True from the beginning of its task to its end. */
  boolean isAtWork() {
    return atWork;
  }

  @Override
  public void run() {
    atWork = true;
    boolean interrupted = false;
    startedAt = engine.time().nanos();
    since = startedAt;
    try {
      do {
        interrupted = fly();
      } while (!interrupted && reload());
    } catch (RuntimeException | Error e) {
      log.error("Cache \"{}\": a worker failed", engine.name(), e);
      takeBack(flight);
    } finally {
      flight = null;
      run.clear();
      atWork = false;
      engine.left(this);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Claims more, unless there is nothing for a while or others are to do it. */
  private boolean reload() {
    run.clear();
    long before = engine.time().nanos(); // its permits may be as old as that
    engine.runLength().worked(inHand, before - since);
    inHand = engine.claimFor(run);
    if (inHand == 0 && engine.linger(before - startedAt)) {
      before = engine.time().nanos();
      inHand = engine.claimFor(run);
    }
    since = before;
    if (inHand == 0) {
      return false;
    }
    if (engine.runLength().isStale(run.size(), engine.time().nanos() - before)) {
      engine.settlement().release(run.split(1));
    }
    flight = newFlight(before);
    return true;
  }

  /**
   * Syncs and settles what it has.
   *
   * @return true if somebody has interrupted this thread who is not the engine
   */
  private boolean fly() {
    InFlight<T> mine = flight;
    long began = engine.time().nanos();
    long claimedAt = mine == null ? began : mine.startedAt();
    if (mine == null || !mine.begin(Thread.currentThread(), began)) {
      run = new ClaimedItems<>();
      return false;
    }
    long now = began;
    int calls = 0;
    InFlight.Landing landing;
    do {
      if (!engine.mayCall()) {
        takeBack(mine);
        return false;
      }
      int from = mine.index();
      int to = mine.callEnd();
      engine.begins(run, from, to);
      engine.call().call(run, from, to, now, dice);
      long end = engine.time().nanos();
      for (int i = from; i < to; i++) {
        run.took(i, end - now);
      }
      now = end;
      calls++;
      landing = mine.land(now, engine.runLength().isStale(run.size() - to, now - claimedAt));
    } while (landing == InFlight.Landing.NEXT);
    engine.called(calls, now - began);
    boolean interrupted = Thread.interrupted() && !mine.wasInterrupted();
    ClaimedItems<T> owned =
        landing == InFlight.Landing.LATE_AND_TAKEN ? new ClaimedItems<>() : mine.owned();
    if (owned != run) {
      run = new ClaimedItems<>(); // others hold parts of it
    }
    if (landing == InFlight.Landing.LAST) {
      engine.settlement().settle(owned);
      ClaimedItems<T> uncalled = mine.uncalled();
      if (uncalled != null) {
        engine.settlement().release(uncalled);
      }
    } else {
      engine.settlement().release(owned);
    }
    return interrupted;
  }

  private void takeBack(@Nullable InFlight<T> mine) {
    if (mine == null) {
      return;
    }
    run = new ClaimedItems<>(); // others may hold parts of the old one
    engine.takeFrom(mine.cancel());
    if (mine.wasInterrupted()) {
      Thread.interrupted();
    }
  }
}
