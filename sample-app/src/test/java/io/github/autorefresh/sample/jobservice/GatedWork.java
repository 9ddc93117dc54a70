package io.github.autorefresh.sample.jobservice;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Work that a test lets go, and that remembers what happened to it. */
final class GatedWork implements Work {

  final AtomicInteger started = new AtomicInteger();
  final AtomicInteger interrupted = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);

  @Override
  public String run(Progress progress) throws InterruptedException {
    started.incrementAndGet();
    progress.reached(0.25);
    try {
      gate.await();
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
      throw e;
    }
    return "done";
  }

  void letGo() {
    gate.countDown();
  }

  /** A type of this name whose every job is this work. */
  WorkType type(String name) {
    return new WorkType(name, "Waits.", "anything", input -> this);
  }
}
