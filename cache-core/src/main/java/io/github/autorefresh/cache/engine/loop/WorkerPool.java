package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.pace.JitterSequence;
import io.github.autorefresh.cache.engine.waiters.Waiting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a cache. No more are active than the parallelism allows, and each keeps its place
 * until its task has ended, even if its call was given up. Thread-safe.
 */
public final class WorkerPool<T extends CacheItem> {

  private final IntSupplier most;
  private final Supplier<Worker<T>> newWorker;
  private final Waiting waiting;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Worker<T>> idle = new ArrayDeque<>();
  private final List<Worker<T>> all = new ArrayList<>();
  private final AtomicInteger active = new AtomicInteger();
  private final AtomicInteger looking = new AtomicInteger();
  private final AtomicInteger inVain = new AtomicInteger();

  /**
   * At most so many workers.
   *
   * @param most how many there may be now
   * @param jitter that of a new worker
   */
  public WorkerPool(String cache, IntSupplier most, Work<T> work, Supplier<JitterSequence> jitter) {
    this.most = most;
    this.newWorker = () -> new Worker<>(cache, work, this, jitter.get());
    this.waiting = work.waiting();
  }

  /** A task begins: a worker for it, or null if there are as many as there may be. */
  @Nullable Worker<T> enter() {
    lock.lock();
    try {
      if (active.get() >= most.getAsInt()) {
        return null;
      }
      Worker<T> worker = idle.pollLast();
      if (worker == null) {
        worker = newWorker.get();
        all.add(worker);
      }
      active.incrementAndGet();
      looking.incrementAndGet();
      return worker;
    } finally {
      lock.unlock();
    }
  }

  /** A worker has made its first claim. */
  void looked(boolean found) {
    looking.decrementAndGet();
    if (!found) {
      inVain.incrementAndGet();
    }
  }

  /** The task of a worker has ended. */
  void leave(Worker<T> worker) {
    lock.lock();
    try {
      active.decrementAndGet();
      idle.addLast(worker);
    } finally {
      lock.unlock();
    }
    waiting.changed();
  }

  /** True if there are as many as there may be. */
  boolean isFull() {
    return active.get() >= most.getAsInt();
  }

  /** How many are active. */
  int active() {
    return active.get();
  }

  /** How many are active and have not made their first claim yet. */
  int looking() {
    return looking.get();
  }

  /** How often a first claim has found nothing. */
  int inVain() {
    return inVain.get();
  }

  /** All workers, active or not. */
  public List<Worker<T>> workers() {
    lock.lock();
    try {
      return List.copyOf(all);
    } finally {
      lock.unlock();
    }
  }

  /** True if that thread is in a call for that item, or telling of it. */
  public boolean isBusyWith(Thread thread, String id) {
    return workers().stream().anyMatch(worker -> worker.isBusyWith(thread, id));
  }

  /**
   * Waits until no other thread is at work whose result still counts.
   *
   * @param nanos the longest wait, by the injected clock
   * @param reopened ends the wait when it turns true
   * @return false if that time has passed first
   * @throws InterruptedException if this thread is interrupted
   */
  boolean awaitRest(long nanos, BooleanSupplier reopened) throws InterruptedException {
    Thread self = Thread.currentThread();
    return waiting.until(
        () ->
            reopened.getAsBoolean() || workers().stream().noneMatch(worker -> worker.mustEnd(self)),
        nanos);
  }
}
