package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Looks after what takes too long: a slow call keeps no other item waiting, one past the timeout is
 * given up and its failure recorded, and terminal items leave when their time is over. Has a thread
 * of its own, since listeners hear of these things on it and must not hold up the dispatcher.
 */
final class Watch<T extends CacheItem> implements EventLoop.Turn {

  /** A call longer than this is not quick: whatever shares its run is taken elsewhere. */
  private static final long SLOW_NANOS = 1_000_000;

  private final Engine<T> engine;
  private final Duration timeout;
  private final long timeoutNanos;
  private final long slowNanos;
  private final JitterSequence dice;

  Watch(Engine<T> engine, Duration timeout) {
    this.engine = engine;
    this.timeout = timeout;
    this.timeoutNanos = timeout.toNanos();
    this.slowNanos = Math.min(SLOW_NANOS, timeoutNanos);
    this.dice = engine.judge().dice();
  }

  @Override
  public long turn() {
    if (!engine.isOpen()) {
      return IDLE;
    }
    long untilExpiry = engine.isPaused() ? IDLE : engine.store().expire();
    int blocked = 0;
    for (InFlight<T> flight : engine.crew().flights()) {
      blocked += lookAfter(flight) ? 1 : 0;
    }
    if (engine.runLength().blocked(blocked)) {
      engine.wantsMoreWorkers();
    }
    // Only now, and of the flights that there are now: listeners may have taken their time.
    return Math.min(untilExpiry, Math.min(untilNextLook(), untilTimeout()));
  }

  /** Returns true if the flight's worker is in a call that is not quick. */
  private boolean lookAfter(InFlight<T> flight) {
    long age = engine.time().nanos() - flight.startedAt();
    boolean blocked = false;
    if (flight.isUnstarted() && age >= timeoutNanos) {
      engine.isolate(flight); // its task hangs in the executor, or is lost
    } else if (flight.isRunning() && age >= slowNanos) {
      blocked = true;
      engine.isolate(flight);
      if (age >= timeoutNanos) {
        timeOut(flight);
      }
    }
    return blocked || flight.isStuck();
  }

  private long untilTimeout() {
    long wait = IDLE;
    for (InFlight<T> flight : engine.crew().flights()) {
      if (flight.isRunning()) {
        long age = engine.time().nanos() - flight.startedAt();
        wait = Math.min(wait, Math.max(0, timeoutNanos - age));
      }
    }
    return wait;
  }

  /** Calls that begin from now on cannot time out sooner than this. */
  long untilNextLook() {
    if (engine.crew().active() == 0) {
      return IDLE;
    }
    return engine.runLength().isLong() ? slowNanos : timeoutNanos;
  }

  private void timeOut(InFlight<T> flight) {
    engine.isolate(flight);
    long now = engine.time().nanos();
    long age = now - flight.startedAt();
    if (age < timeoutNanos) {
      return; // it has moved on to another item in the meantime
    }
    ClaimedItems<T> failed = flight.timeOut();
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
