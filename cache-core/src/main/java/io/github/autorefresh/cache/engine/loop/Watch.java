package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.call.InFlight;
import io.github.autorefresh.cache.engine.call.Outcomes;
import io.github.autorefresh.cache.engine.commit.Telling;
import io.github.autorefresh.cache.engine.pace.JitterSequence;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ForeignCode;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches for what takes too long: it takes other items away from a slow call or a slow listener,
 * it gives up calls that have timed out, interrupts them and commits their failure, and it expires
 * terminal items. Listeners are notified on the housekeeping threads, since they may block. Runs in
 * one event loop.
 */
public final class Watch<T extends CacheItem> implements EventLoop.Task {

  /** A call or a listener that takes longer is slow: other items must not wait behind it. */
  static final long SLOW_NANOS = 1_000_000;

  /** Leaves housekeeping threads to the notifications of calls that have timed out. */
  private static final int MOST_EXPIRING = 32;

  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private final String cache;
  private final Work<T> work;
  private final WorkerPool<T> pool;
  private final Outcomes<T> outcomes;
  private final JitterSequence jitter;
  private final long timeoutNanos;
  private final long slowNanos;
  private final StuckCalls stuck;

  /** How many threads let items expire: one, and another for each that is blocked. */
  private final AtomicInteger expiring = new AtomicInteger();

  private long expiringAt;

  /** Watches the workers of this pool. */
  public Watch(
      String cache, Work<T> work, WorkerPool<T> pool, Outcomes<T> outcomes, JitterSequence jitter) {
    this.cache = cache;
    this.work = work;
    this.pool = pool;
    this.outcomes = outcomes;
    this.jitter = jitter;
    this.timeoutNanos = work.syncTimeout().toNanos();
    this.slowNanos = Math.min(SLOW_NANOS, timeoutNanos);
    this.stuck = new StuckCalls(cache, work.syncTimeout());
  }

  @Override
  public long turn() {
    int blocked = 0;
    boolean tells = false;
    for (Worker<T> worker : pool.workers()) {
      Telling<T> telling = worker.telling();
      InFlight<T> calls = worker.inFlight();
      if (telling != null) {
        tells = true;
        blocked += lookAfter(telling) ? 1 : 0;
      } else if (calls != null) {
        blocked += lookAfter(calls) ? 1 : 0;
      }
    }
    if (work.pace().workers().blocked(blocked)) {
      work.loops().workersMayBeMissing();
    }
    long untilStuck = stuck.look(work.time().nanos());
    long untilExpiry = expire();
    long untilLook = tells ? slowNanos : untilLook();
    return Math.min(Math.min(untilStuck, untilExpiry), Math.min(untilLook, untilTimeout()));
  }

  /** Returns true if the worker's call is slow. */
  private boolean lookAfter(InFlight<T> calls) {
    if (calls.isRunning()) {
      long age = age(calls);
      if (age < slowNanos) {
        return false;
      }
      work.isolate(calls);
      if (age >= timeoutNanos) {
        timeOut(calls);
      }
      return true;
    }
    if (!calls.isStuck()) {
      return false;
    }
    stuck.found(calls.idInCall(), age(calls));
    return true;
  }

  /** Returns true if a listener is slow. */
  private boolean lookAfter(Telling<T> telling) {
    if (!telling.isSlow()) {
      return false;
    }
    Telling.Taken<T> taken = telling.isolate();
    if (taken != null) {
      work.settlement().release(taken.told());
      work.settlement().tellOneByOne(taken.untold(), work.releasing());
      work.loops().workMayBeDue();
    }
    return true;
  }

  private void timeOut(InFlight<T> calls) {
    work.isolate(calls); // again: the worker may have begun another call meanwhile
    long age = age(calls);
    ClaimedItems<T> failed = age < timeoutNanos ? null : calls.timeOut();
    if (failed == null) {
      return;
    }
    long now = work.time().nanos();
    for (int i = 0; i < failed.size(); i++) {
      TimeoutException error =
          new TimeoutException("The sync has not returned within " + work.syncTimeout());
      outcomes.failed(failed, i, error, now, jitter);
      failed.took(i, age);
      failed.hold(i);
    }
    work.counters().called(1, age);
    work.pace().callTakes().observe(1, age);
    boolean toTell = false;
    try {
      toTell = work.settlement().commit(failed); // not by housekeeping: listeners may block that
    } finally {
      if (toTell) {
        work.housekeeping().execute(() -> tell(calls, failed));
      } else {
        recorded(calls, failed);
      }
    }
  }

  private void tell(InFlight<T> calls, ClaimedItems<T> failed) {
    try {
      for (int i = 0; i < failed.size(); i++) {
        work.settlement().tell(failed, i);
      }
    } finally {
      recorded(calls, failed);
    }
  }

  /** The failure of a timed-out call has been committed, and listeners were notified. */
  private void recorded(InFlight<T> calls, ClaimedItems<T> failed) {
    work.settlement().told(failed);
    if (!calls.recorded()) {
      work.settlement().release(failed);
      work.loops().workMayBeDue();
    }
  }

  private long age(InFlight<T> calls) {
    return work.time().nanos() - calls.startedAt();
  }

  /** Nanoseconds until a call may time out. */
  private long untilTimeout() {
    long wait = IDLE;
    for (Worker<T> worker : pool.workers()) {
      InFlight<T> calls = worker.inFlight();
      if (calls != null && calls.isRunning()) {
        wait = Math.min(wait, Math.max(0, timeoutNanos - age(calls)));
      }
    }
    return wait;
  }

  /** Nanoseconds until calls that begin from now on must be looked at. */
  private long untilLook() {
    if (pool.active() == 0) {
      return IDLE;
    }
    return work.pace().claimSize().isQuick() ? slowNanos : timeoutNanos;
  }

  /** Expires terminal items; returns the nanoseconds until there may be more to expire. */
  private long expire() {
    if (!work.mayCall().isRunning()) {
      return IDLE;
    }
    long wait = work.store().untilExpiry();
    if (wait > 0) {
      return wait;
    }
    int threads = expiring.get();
    if (threads == MOST_EXPIRING) {
      return IDLE; // the first that ends turns this
    }
    long now = work.time().nanos();
    long untilBlocked = threads == 0 ? 0 : expiringAt + SLOW_NANOS - now;
    if (untilBlocked > 0) {
      return untilBlocked;
    }
    expiringAt = now;
    expiring.incrementAndGet();
    work.housekeeping().execute(this::letExpire);
    return expiring.get() == 0 ? work.store().untilExpiry() : SLOW_NANOS;
  }

  private void letExpire() {
    try {
      ForeignCode.run(log, cache, "expiring items", work.store()::expire);
    } finally {
      expiring.decrementAndGet();
      work.loops().watchWithin(0);
    }
  }
}
