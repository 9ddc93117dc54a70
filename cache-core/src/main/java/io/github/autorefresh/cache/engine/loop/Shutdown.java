package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.call.InFlight;
import io.github.autorefresh.cache.engine.commit.CommitGate;
import io.github.autorefresh.cache.engine.commit.Telling;
import io.github.autorefresh.cache.spi.ForeignCode;
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
  private final Runnable atRest;

  /**
   * For the cache that consists of these parts.
   *
   * @param atRest run when the cache has stopped, unless it was started again
   */
  Shutdown(String cache, CommitGate gate, WorkerPool<T> pool, Work<T> work, Runnable atRest) {
    this.cache = cache;
    this.gate = gate;
    this.pool = pool;
    this.work = work;
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
    return pool.awaitRest(nanos, () -> gate.isOpenedSince(closing));
  }

  private void interruptAllBut(Thread self) {
    for (Worker<T> worker : pool.workers()) {
      InFlight<T> calls = worker.inFlight();
      if (calls != null && !worker.isOn(self)) {
        calls.interrupt();
      }
    }
  }

  private void abandonAllBut(Thread self) {
    for (Worker<T> worker : pool.workers()) {
      InFlight<T> calls = worker.inFlight();
      if (calls != null && !worker.isOn(self)) {
        calls.abandon();
        // Its worker may leave at any moment, and take the id with it.
        ForeignCode.log(() -> warn(calls.isStuck() ? calls.idInCall() : null, "the sync of"));
        Telling<T> telling = worker.telling();
        warn(telling == null ? null : telling.idInTelling(), "a listener notified of");
      }
    }
  }

  private void warn(@Nullable String id, String what) {
    if (id != null) {
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
