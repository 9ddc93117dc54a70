package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.pace.JitterSequence;
import io.github.autorefresh.cache.engine.waiters.Waiting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a cache. At most {@code parallelism} are active, and each stays active until its
 * task has ended, even if its call was given up. Thread-safe.
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
   * A pool without workers, which are created when they are needed.
   *
   * @param most supplies the most active workers
   * @param jitter supplies the jitter of a new worker
   */
  public WorkerPool(String cache, IntSupplier most, Work<T> work, Supplier<JitterSequence> jitter) {
    this.most = most;
    this.newWorker = () -> new Worker<>(cache, work, this, jitter.get());
    this.waiting = work.waiting();
  }

  /** A task begins: returns a worker for it, or null if {@code parallelism} are active. */
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

  /** The number of active workers. */
  int active() {
    return active.get();
  }

  /** The number of active workers that have not made their first claim yet. */
  int looking() {
    return looking.get();
  }

  /** How often a worker's first claim has found nothing. */
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

  /** True if that thread is in a call for that item. */
  public boolean isCalling(Thread thread, String id) {
    return workers().stream().anyMatch(worker -> worker.isCalling(thread, id));
  }

  /** True if no worker on another thread than that is active whose result still counts. */
  boolean isAtRest(Thread self) {
    return workers().stream().noneMatch(worker -> worker.mustEnd(self));
  }
}
