package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.engine.waiters.Waiting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a cache: never more than the parallelism at work, and each place taken until its
 * task has ended, even if its call has been given up. Thread-safe.
 */
final class WorkerPool<T extends CacheItem> {

  private final int parallelism;
  private final Supplier<Worker<T>> training;
  private final ReentrantLock lock = new ReentrantLock();
  private final Waiting waiting;
  private final ArrayDeque<Worker<T>> idle = new ArrayDeque<>();
  private final List<Worker<T>> all = new ArrayList<>();
  private final AtomicInteger active = new AtomicInteger();

  WorkerPool(int parallelism, Supplier<Worker<T>> training, Waiting waiting) {
    this.parallelism = parallelism;
    this.training = training;
    this.waiting = waiting;
  }

  int parallelism() {
    return parallelism;
  }

  /** How many are at work. */
  int active() {
    return active.get();
  }

  /** A worker for one task; only the dispatcher hires, and only while there are vacancies. */
  Worker<T> hire() {
    lock.lock();
    try {
      active.incrementAndGet();
      Worker<T> worker = idle.pollLast();
      if (worker == null) {
        worker = training.get();
        all.add(worker);
      }
      return worker;
    } finally {
      lock.unlock();
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

  /** The flights in the workers' hands. */
  List<InFlight<T>> flights() {
    lock.lock();
    try {
      List<InFlight<T>> flights = new ArrayList<>(active.get());
      for (Worker<T> worker : all) {
        InFlight<T> flight = worker.flight();
        if (flight != null) {
          flights.add(flight);
        }
      }
      return flights;
    } finally {
      lock.unlock();
    }
  }

  /** What this thread is syncing or settling, or null. */
  @Nullable InFlight<T> flightOf(Thread thread) {
    for (InFlight<T> flight : flights()) {
      if (flight.thread() == thread) {
        return flight;
      }
    }
    return null;
  }

  /**
   * Waits until nobody else is at work whose result still counts.
   *
   * @param nanos the longest wait, by the injected clock
   * @param reopened gives up waiting when it turns true
   * @return false if that has passed first
   * @throws InterruptedException if this thread is interrupted
   */
  boolean awaitRest(long nanos, BooleanSupplier reopened) throws InterruptedException {
    Thread self = Thread.currentThread();
    return waiting.until(() -> reopened.getAsBoolean() || isAtRestBut(self), nanos);
  }

  private boolean isAtRestBut(Thread self) {
    lock.lock();
    try {
      return all.stream().noneMatch(worker -> mustEnd(worker, self));
    } finally {
      lock.unlock();
    }
  }

  private boolean mustEnd(Worker<T> worker, Thread self) {
    if (!worker.isAtWork()) {
      return false;
    }
    InFlight<T> flight = worker.flight();
    return flight == null || (flight.thread() != self && !flight.isStuck());
  }
}
