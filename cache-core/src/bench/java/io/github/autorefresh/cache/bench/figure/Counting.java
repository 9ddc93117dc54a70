package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.peer.Item;
import io.github.autorefresh.cache.bench.peer.Work;
import java.util.BitSet;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A sync that finds nothing new and counts its calls, at the same small price for all contenders;
 * and afterwards looks which items it is called for.
 */
final class Counting implements Work.Sync {

  private static final double ENOUGH = 0.999;
  private static final double MOST_SECONDS = 30;

  private final LongAdder calls = new LongAdder();
  private volatile @Nullable BitSet seen;

  @Override
  public Item sync(Item item) {
    calls.increment();
    BitSet marks = seen;
    if (marks != null) {
      synchronized (marks) {
        marks.set(item.number());
      }
    }
    return item;
  }

  long calls() {
    return calls.sum();
  }

  /**
   * Waits until every item has been called for again: who skips some has no place in a table.
   *
   * @return false if some have not been after 30 s
   */
  boolean awaitAll(int items) throws InterruptedException {
    BitSet marks = new BitSet(items);
    seen = marks;
    Clock clock = new Clock();
    int count;
    do {
      Thread.sleep(10);
      synchronized (marks) {
        count = marks.cardinality();
      }
      if (clock.seconds() > MOST_SECONDS) {
        System.out.printf("only %d of %d items are refreshed%n", count, items);
        return false;
      }
    } while (count < ENOUGH * items);
    return true;
  }
}
