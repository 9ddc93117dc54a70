package io.github.autorefresh.cache.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.function.IntConsumer;

/** Lets real threads collide, again and again. */
public final class Race {

  private Race() {}

  /** Every racer runs once per round, all of them at once; then comes the check of the round. */
  public static void run(int rounds, IntConsumer check, IntConsumer... racers) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(racers.length);
    Phaser line = new Phaser(racers.length + 1);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (IntConsumer racer : racers) {
        futures.add(executor.submit(() -> race(rounds, line, racer)));
      }
      for (int round = 0; round < rounds; round++) {
        line.arriveAndAwaitAdvance();
        line.arriveAndAwaitAdvance();
        if (line.isTerminated()) {
          break;
        }
        check.accept(round);
      }
      line.forceTermination();
      for (Future<?> future : futures) {
        future.get();
      }
    } finally {
      line.forceTermination();
      executor.shutdownNow();
    }
  }

  private static void race(int rounds, Phaser line, IntConsumer racer) {
    try {
      for (int round = 0; round < rounds && !line.isTerminated(); round++) {
        line.arriveAndAwaitAdvance();
        racer.accept(round);
        line.arriveAndAwaitAdvance();
      }
    } catch (Throwable failure) {
      line.forceTermination();
      throw failure;
    }
  }
}
