package io.github.autorefresh.cache.bench.outage;

import io.github.autorefresh.cache.bench.peer.Item;
import io.github.autorefresh.cache.bench.peer.Work;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The external system: it fails while it is down, and notes every call, in the order of their
 * times. For one thread.
 */
public final class Calls implements Work.Sync {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int PERIODS_AFTERWARDS = 5;

  private final Scenario scenario;
  private final LongSupplier now;
  private long[] at = new long[1 << 16];
  private int[] items = new int[1 << 16];
  private int count;

  /**
   * No call yet.
   *
   * @param now nanoseconds since the start of the run
   */
  Calls(Scenario scenario, LongSupplier now) {
    this.scenario = scenario;
    this.now = now;
  }

  @Override
  public Item sync(Item item) {
    if (count == at.length) {
      at = Arrays.copyOf(at, 2 * count);
      items = Arrays.copyOf(items, 2 * count);
    }
    at[count] = now.getAsLong();
    items[count] = item.number();
    if (scenario.isDown(at[count++])) {
      throw new IllegalStateException("down");
    }
    return item;
  }

  /** How many calls failed. */
  public int failed() {
    return between(scenario.downAt(), scenario.backAt()).length;
  }

  /** The most calls in any minute of the outage. */
  public int worstMinute() {
    return most(between(scenario.downAt(), scenario.backAt()), Duration.ofMinutes(1).toNanos());
  }

  /** Seconds from the end of the outage until every item has been synced. */
  public double secondsUntilFresh() {
    return (double) (freshAt() - scenario.backAt()) / SECOND;
  }

  /** The most calls in any second by the mean, for five periods from when all is fresh. */
  public double peakToMeanAfterwards() {
    Duration length = scenario.period().multipliedBy(PERIODS_AFTERWARDS);
    long begin = freshAt() + 1;
    long end = begin + length.toNanos();
    if (end > scenario.endsAt()) {
      throw new IllegalStateException("the run ends before five periods are over");
    }
    long[] calls = between(begin, end);
    return most(calls, SECOND) / ((double) calls.length / length.toSeconds());
  }

  /** How many calls each second of the run had. */
  int[] perSecond() {
    int[] seconds = new int[(int) (scenario.endsAt() / SECOND)];
    for (long call : between(0, scenario.endsAt())) {
      seconds[(int) (call / SECOND)]++;
    }
    return seconds;
  }

  /** At the end of each second of the run, how many items were last synced longer ago than that. */
  int[] stale(Duration age) {
    long[] syncedAt = new long[scenario.items()];
    Arrays.fill(syncedAt, Long.MIN_VALUE / 2);
    int[] seconds = new int[(int) (scenario.endsAt() / SECOND)];
    int next = 0;
    for (int second = 0; second < seconds.length; second++) {
      long end = (second + 1) * SECOND;
      for (; next < count && at[next] < end; next++) {
        if (!scenario.isDown(at[next])) {
          syncedAt[items[next]] = at[next];
        }
      }
      seconds[second] =
          (int) Arrays.stream(syncedAt).filter(synced -> synced < end - age.toNanos()).count();
    }
    return seconds;
  }

  /** When the last item had its first sync after the outage. */
  private long freshAt() {
    boolean[] fresh = new boolean[scenario.items()];
    int stale = fresh.length;
    for (int i = 0; i < count; i++) {
      if (at[i] >= scenario.backAt() && !fresh[items[i]]) {
        fresh[items[i]] = true;
        if (--stale == 0) {
          return at[i];
        }
      }
    }
    throw new IllegalStateException(stale + " items are not synced after the outage");
  }

  private long[] between(long from, long to) {
    return Arrays.stream(at, 0, count).filter(call -> call >= from && call < to).toArray();
  }

  /** The most of them in any window of that length. */
  private static int most(long[] calls, long window) {
    int most = 0;
    int first = 0;
    for (int last = 0; last < calls.length; last++) {
      while (calls[last] - calls[first] >= window) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }
}
