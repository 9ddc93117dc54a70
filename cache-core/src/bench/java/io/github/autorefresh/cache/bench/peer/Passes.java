package io.github.autorefresh.cache.bench.peer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Loops over the keys, for caches that want to be asked: each thread has its part of them. */
final class Passes {

  private Passes() {}

  static Loops over(Work work, Consumer<String> each) {
    Item[] items = work.items();
    int threads = work.threads();
    long period = work.period().toNanos();
    AtomicInteger turn = new AtomicInteger();
    ThreadLocal<Integer> part = ThreadLocal.withInitial(turn::getAndIncrement);
    return new Loops(
        threads,
        running -> {
          long began = System.nanoTime();
          int mine = part.get();
          int from = (int) ((long) items.length * mine / threads);
          int to = (int) ((long) items.length * (mine + 1) / threads);
          for (int i = from; i < to && running.getAsBoolean(); i++) {
            each.accept(items[i].id());
          }
          LockSupport.parkNanos(period - (System.nanoTime() - began));
        });
  }
}
