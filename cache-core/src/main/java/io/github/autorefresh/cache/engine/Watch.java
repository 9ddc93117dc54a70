package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.Run;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Looks after what takes too long: a slow call keeps no other item waiting, one past the timeout is
 * given up and its failure recorded, and terminal items leave when their time is over. Has a thread
 * of its own, since listeners hear of these things on it and must not hold up the dispatcher.
 */
final class Watch<T extends CacheItem> implements Pulse.Turn {

  /** A call longer than this is not quick: whatever shares its run is taken elsewhere. */
  static final long SLOW_NANOS = 1_000_000;

  private final Engine<T> engine;
  private final Duration timeout;
  private final long timeoutNanos;
  private final Dice dice;

  Watch(Engine<T> engine, Duration timeout) {
    this.engine = engine;
    this.timeout = timeout;
    this.timeoutNanos = timeout.toNanos();
    this.dice = engine.judge().dice();
  }

  @Override
  public long turn() {
    if (!engine.isOpen()) {
      return IDLE;
    }
    long wait = IDLE;
    int blocked = 0;
    for (Flight<T> flight : engine.crew().flights()) {
      long age = engine.time().nanos() - flight.startedAt();
      if (flight.isUnstarted() && age >= timeoutNanos) {
        engine.isolate(flight); // its task hangs in the executor, or is lost
      } else if (flight.isRunning()) {
        if (age >= SLOW_NANOS) {
          blocked++;
          engine.isolate(flight);
        }
        if (age >= timeoutNanos) {
          timeOut(flight);
        } else {
          wait = Math.min(wait, timeoutNanos - age);
        }
      }
      if (flight.isStuck()) {
        blocked++;
      }
    }
    if (engine.runLength().blocked(blocked)) {
      engine.wantsMoreWorkers();
    }
    return Math.min(wait, Math.min(untilNextLook(), engine.isPaused() ? IDLE : expire()));
  }

  /** Calls that begin from now on cannot time out sooner than this. */
  private long untilNextLook() {
    if (engine.crew().active() == 0) {
      return IDLE;
    }
    return engine.runLength().isLong() ? SLOW_NANOS : timeoutNanos;
  }

  private long expire() {
    return engine.store().expire();
  }

  private void timeOut(Flight<T> flight) {
    engine.isolate(flight);
    long now = engine.time().nanos();
    long age = now - flight.startedAt();
    if (age < timeoutNanos) {
      return; // it has moved on to another item in the meantime
    }
    Run<T> failed = flight.timeOut();
    if (failed == null) {
      return;
    }
    for (int i = 0; i < failed.size(); i++) {
      TimeoutException error = new TimeoutException("The sync has not returned within " + timeout);
      engine.judge().failed(failed, i, error, now, dice);
      failed.took(i, age);
      failed.hold(i);
    }
    engine.called(1, age);
    engine.settlement().commit(failed);
    if (!flight.recorded()) {
      engine.settlement().release(failed);
    }
  }
}
