package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.peer.Item;
import io.github.autorefresh.cache.bench.peer.Work;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A sync that writes down when it is called and for which item, once it is told to. Thread-safe.
 */
final class Starts implements Work.Sync {

  private final long[] at;
  private final int[] items;
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean recording;

  Starts(int most) {
    at = new long[most];
    items = new int[most];
  }

  @Override
  public Item sync(Item item) {
    if (recording) {
      add(item.number());
    }
    return item;
  }

  void add(int item) {
    int i = count.getAndIncrement();
    if (i < at.length) {
      at[i] = System.nanoTime();
      items[i] = item;
    }
  }

  void record(double seconds) throws InterruptedException {
    recording = true;
    Clock.sleep(seconds);
    recording = false;
    Thread.sleep(10);
  }

  int count() {
    return Math.min(count.get(), at.length);
  }

  private long[] sorted() {
    long[] sorted = Arrays.copyOf(at, count());
    Arrays.sort(sorted);
    return sorted;
  }

  /** Starts per second, by the first and the last. */
  double perSecond() {
    long[] sorted = sorted();
    return sorted.length < 2
        ? 0
        : (sorted.length - 1) * 1e9 / (sorted[sorted.length - 1] - sorted[0]);
  }

  /**
   * The most by which any window has more starts than {@code tps} times its length: what a token
   * bucket must hold to let these pass.
   */
  double largestBurst(double tps) {
    long[] sorted = sorted();
    double level = 0;
    double most = 0;
    for (int i = 0; i < sorted.length; i++) {
      double leaked = i == 0 ? 0 : (sorted[i] - sorted[i - 1]) * tps / 1e9;
      level = Math.max(0, level - leaked) + 1;
      most = Math.max(most, level);
    }
    return most;
  }

  /** The most starts in a slice of so many nanoseconds, by the mean of all slices. */
  double peakToMean(long slice) {
    long[] sorted = sorted();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int slices = (int) ((sorted[sorted.length - 1] - sorted[0]) / slice);
    int[] counts = new int[slices + 1];
    for (long start : sorted) {
      counts[(int) ((start - sorted[0]) / slice)]++;
    }
    int[] whole = Arrays.copyOf(counts, slices);
    return Arrays.stream(whole).max().orElse(0) / Arrays.stream(whole).average().orElse(1);
  }

  /** The times between two starts of the same item, sorted. */
  long[] intervals(int size) {
    long[] last = new long[size];
    long[] intervals = new long[count()];
    Integer[] order = new Integer[count()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compare(at[a], at[b]));
    int found = 0;
    for (int i : order) {
      int item = items[i];
      if (last[item] != 0) {
        intervals[found++] = at[i] - last[item];
      }
      last[item] = at[i];
    }
    long[] sorted = Arrays.copyOf(intervals, found);
    Arrays.sort(sorted);
    return sorted;
  }
}
