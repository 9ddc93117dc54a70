package io.github.autorefresh.cache.bench.peer;

import java.time.Duration;

/**
 * What a contender is to do: to call the sync function for every item, once per period, at most so
 * often.
 *
 * @param tps the permitted calls per second; infinite for no limit
 * @param threads how many threads may sync at once
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Work(Item[] items, Sync sync, Duration period, double tps, int burst, int threads) {

  /** The callback that all contenders call. Thread-safe. */
  @FunctionalInterface
  public interface Sync {
    Item sync(Item item);
  }

  /** As often as it can be done. */
  public static Work unlimited(Item[] items, Sync sync, Duration period, int threads) {
    return new Work(items, sync, period, Double.POSITIVE_INFINITY, Integer.MAX_VALUE, threads);
  }

  public boolean isLimited() {
    return tps < Double.POSITIVE_INFINITY;
  }
}
