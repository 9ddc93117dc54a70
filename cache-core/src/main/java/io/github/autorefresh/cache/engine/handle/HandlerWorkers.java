package io.github.autorefresh.cache.engine.handle;

import io.github.autorefresh.cache.CacheItem;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * The workers of a handler. At most {@code handlerParallelism} are active, and each stays active
 * until its task has ended, even if its call has timed out. Thread-safe.
 */
final class HandlerWorkers<T extends CacheItem> {

  private final HandlerWork<T> work;
  private final HandlerReports reports;
  private final LongConsumer turnWithin;
  private final Set<HandlerWorker<T>> active = ConcurrentHashMap.newKeySet();

  /** Those that have not looked for work yet. */
  private final AtomicInteger looking = new AtomicInteger();

  private final AtomicBoolean failed = new AtomicBoolean();

  /**
   * No worker yet.
   *
   * @param turnWithin makes the loop turn within so many nanoseconds
   */
  HandlerWorkers(HandlerWork<T> work, HandlerReports reports, LongConsumer turnWithin) {
    this.work = work;
    this.reports = reports;
    this.turnWithin = turnWithin;
  }

  /** How many more there may be. */
  int free() {
    return work.settings().handler().parallelism() - active.size();
  }

  int looking() {
    return looking.get();
  }

  /** The calls that run now. */
  List<HandlerCall<T>> calls() {
    return active.stream().flatMap(worker -> Stream.ofNullable(worker.call())).toList();
  }

  boolean isAnyActive() {
    return !active.isEmpty();
  }

  /** True if a worker has failed since this was last asked. */
  boolean haveFailed() {
    return failed.getAndSet(false);
  }

  /**
   * Starts a worker; called by one thread at a time.
   *
   * @throws Error if there is no thread for it
   */
  void start() {
    HandlerWorker<T> worker = new HandlerWorker<>(work, reports, turnWithin);
    active.add(worker);
    looking.incrementAndGet();
    boolean started = false;
    try {
      work.threads().execute(() -> run(worker));
      started = true;
    } finally {
      if (!started) {
        looking.decrementAndGet();
        active.remove(worker);
      }
    }
  }

  private void run(HandlerWorker<T> worker) {
    boolean well = false;
    try {
      well = worker.run(looking::decrementAndGet);
    } finally {
      if (!well) {
        failed.set(true);
      }
      active.remove(worker);
      work.waiting().changed();
      turnWithin.accept(0);
    }
  }
}
