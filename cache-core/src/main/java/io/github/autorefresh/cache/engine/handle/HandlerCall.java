package io.github.autorefresh.cache.engine.handle;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.HandlerClaim;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One call of a handler, which other threads may time out and interrupt until it has returned: no
 * interrupt reaches what its thread does afterwards. Thread-safe.
 */
final class HandlerCall<T extends CacheItem> {

  private final HandlerClaim<T> claim;
  private final Thread thread;
  private final long startedAt;

  // Guarded by this.
  private boolean interrupted;
  private boolean returned;
  private volatile boolean timedOut;

  /** Notes the failure that counts; null while there is none. */
  private final AtomicReference<@Nullable Runnable> note = new AtomicReference<>();

  /** For those who may wait for the store: not for the loop, nor for a stop. */
  private final ReentrantLock noting = new ReentrantLock();

  private boolean noted; // guarded by noting

  /** This thread is about to call for that item. */
  HandlerCall(HandlerClaim<T> claim, Thread thread, long startedAt) {
    this.claim = claim;
    this.thread = thread;
    this.startedAt = startedAt;
  }

  HandlerClaim<T> claim() {
    return claim;
  }

  String id() {
    return claim.id();
  }

  Thread thread() {
    return thread;
  }

  long age(long now) {
    return now - startedAt;
  }

  /**
   * Interrupts it, and counts as timed out from now on; false if it has returned, or did before.
   */
  synchronized boolean timeOut() {
    if (returned || timedOut) {
      return false;
    }
    timedOut = true;
    interrupt();
    return true;
  }

  boolean isTimedOut() {
    return timedOut;
  }

  synchronized void interrupt() {
    if (!returned) {
      interrupted = true;
      thread.interrupt();
    }
  }

  /** It has returned; true if it was interrupted by the engine. */
  synchronized boolean returned() {
    returned = true;
    return interrupted;
  }

  /**
   * It has failed, by what it threw or by taking too long: true for the first of these, which
   * counts. Never waits.
   *
   * @param noting notes it in the store; run by {@link #noteFailure}
   */
  boolean failed(Runnable noting) {
    return note.compareAndSet(null, noting);
  }

  /** Returns when the failure that counts, if there is one, has been noted: once, by any thread. */
  void noteFailure() {
    noting.lock();
    try {
      Runnable toDo = note.get();
      if (toDo != null && !noted) {
        noted = true;
        toDo.run();
      }
    } finally {
      noting.unlock();
    }
  }
}
