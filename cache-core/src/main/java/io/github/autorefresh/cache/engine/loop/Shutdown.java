package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.call.InFlight;
import io.github.autorefresh.cache.engine.commit.CommitGate;
import io.github.autorefresh.cache.engine.commit.Telling;
import io.github.autorefresh.cache.spi.ForeignCode;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a cache, as {@link io.github.autorefresh.cache.AutoRefreshCache#stop} promises: it waits
 * for calls to end, then interrupts them, then gives them up. Several stops may run at once. A
 * start meanwhile ends their waits and keeps the cache running. Thread-safe.
 */
final class Shutdown<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  /** How long calls may run after the interrupts: a stop returns within a second of these. */
  private static final long GRACE_NANOS = 900_000_000;

  /** How long to wait after that for commits under way, which run no code of the application. */
  private static final long COMMIT_NANOS = 50_000_000;

  private final String cache;
  private final CommitGate gate;
  private final WorkerPool<T> pool;
  private final Work<T> work;
  private final OtherCalls others;
  private final Runnable atRest;

  /** The items of calls and of notifications that are abandoned. Weak: those may never end. */
  private final Map<Object, String> warnedOf = Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * For the cache that consists of these parts.
   *
   * @param atRest run when the cache has stopped, unless it was started again
   */
  Shutdown(
      String cache,
      CommitGate gate,
      WorkerPool<T> pool,
      Work<T> work,
      OtherCalls others,
      Runnable atRest) {
    this.cache = cache;
    this.gate = gate;
    this.pool = pool;
    this.work = work;
    this.others = others;
    this.atRest = atRest;
  }

  /**
   * Stops.
   *
   * @param patienceNanos how long calls may go on before they are interrupted, in nanoseconds; if
   *     this thread is interrupted, they are interrupted at once
   */
  void stop(long patienceNanos) {
    int closing = gate.close();
    work.store().suspend();
    Thread self = Thread.currentThread();
    pool.workers().forEach(worker -> isolate(worker, worker.isOn(self)));
    boolean interrupted = Thread.interrupted();
    boolean rested = false;
    try {
      rested = !interrupted && awaitRest(patienceNanos, closing);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    try {
      if (!rested) {
        interruptAllBut(self);
        awaitRest(GRACE_NANOS, closing);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    gate.shut(
        closing,
        () -> {
          abandonAllBut(self);
          atRest.run();
        });
    try {
      work.waiting().until(() -> gate.isOpenedSince(closing) || gate.isEmpty(), COMMIT_NANOS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      self.interrupt();
    }
  }

  /** Lets no other item wait for the call of a worker; gives the caller's own call up at once. */
  private void isolate(Worker<T> worker, boolean own) {
    InFlight<T> calls = worker.inFlight();
    if (calls == null) {
      return;
    }
    work.isolate(calls);
    if (own) {
      calls.abandon(); // nothing commits after a stop, the caller's own sync included
    }
  }

  private boolean awaitRest(long nanos, int closing) throws InterruptedException {
    Thread self = Thread.currentThread();
    return work.waiting()
        .until(
            () -> gate.isOpenedSince(closing) || (pool.isAtRest(self) && others.areAtRest(self)),
            nanos);
  }

  private void interruptAllBut(Thread self) {
    for (Worker<T> worker : pool.workers()) {
      InFlight<T> calls = worker.inFlight();
      if (calls != null && !worker.isOn(self)) {
        calls.interrupt();
      }
    }
    others.interrupt(self);
  }

  private void abandonAllBut(Thread self) {
    for (Worker<T> worker : pool.workers()) {
      InFlight<T> calls = worker.inFlight();
      if (calls != null && !worker.isOn(self)) {
        calls.abandon();
        // Its worker may leave at any moment, and take the id with it.
        warn(calls, calls.isStuck() ? calls.idInCall() : null, "the sync of");
        Telling<T> telling = worker.telling();
        if (telling != null) {
          warn(telling, telling.idInTelling(), "a listener notified of");
        }
      }
    }
    others.abandon(self);
  }

  /** Once for what still runs at the next stop, too: a close is one, after the stop before it. */
  private void warn(Object running, @Nullable String id, String what) {
    if (id != null && !id.equals(warnedOf.put(running, id))) {
      ForeignCode.log(
          () ->
              log.warn(
                  "Cache \"{}\": stopped while {} item \"{}\" still runs; it is abandoned",
                  cache,
                  what,
                  id));
    }
  }
}
