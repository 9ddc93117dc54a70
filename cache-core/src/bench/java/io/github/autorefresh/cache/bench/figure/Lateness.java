package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import io.github.autorefresh.cache.bench.peer.Item;
import io.github.autorefresh.cache.bench.peer.Peer;
import io.github.autorefresh.cache.bench.peer.Refresher;
import io.github.autorefresh.cache.bench.peer.Work;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How much later than due syncs begin while there is room. */
public final class Lateness implements Figure {

  private static final double TPS = 20_000;
  private static final int BURST = 100;
  private static final Duration PERIOD = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "lateness";
  }

  @Override
  public String title() {
    return "Lateness of a sync, in milliseconds";
  }

  @Override
  public String method() {
    return """
        20,000 calls a second and a burst of 100 are permitted; as many items with a period of 1 s as need 10, 50 or 90%
        of that. The time from one sync's start to the next, minus the period (the deviation from it, for contenders
        that make up for lateness by a shorter interval): median, 99th and 99.9th percentile. No jitter.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    List<Case> cases = new ArrayList<>();
    for (int percent : scale.isSmoke() ? new int[] {50} : new int[] {10, 50, 90}) {
      int items = scale.items((int) (TPS * percent / 100));
      String load = percent + "%";
      cases.add(Case.of(Peer.AUTO_REFRESH_CACHE.label(), load, () -> ours(items, scale)));
      for (Peer peer : List.of(Peer.TASK_PER_ITEM, Peer.GO_SWEEP)) {
        cases.add(Case.of(peer.label(), load, () -> peer(peer, items, scale)));
      }
    }
    return cases;
  }

  private static Case.Values ours(int size, Scale scale) throws InterruptedException {
    Starts starts = starts(size, scale);
    var cache =
        AutoRefreshCacheBuilder.named("bench")
            .resyncPeriod(PERIOD)
            .rateLimit(TPS, BURST)
            .jitter(0)
            .build(starts::sync);
    for (Item item : Item.make(size)) {
      cache.getOrCreate(item);
    }
    cache.start();
    try {
      return measure(starts, size, scale);
    } finally {
      cache.close();
    }
  }

  private static Case.Values peer(Peer peer, int size, Scale scale) throws InterruptedException {
    Starts starts = starts(size, scale);
    int threads = Runtime.getRuntime().availableProcessors();
    Work work = new Work(Item.make(size), starts, PERIOD, TPS, BURST, threads);
    try (Refresher refresher = peer.create(work)) {
      refresher.start();
      return measure(starts, size, scale);
    }
  }

  private static Starts starts(int size, Scale scale) {
    return new Starts((int) (2 * size * (scale.seconds() + 2)) + 1000);
  }

  private static Case.Values measure(Starts starts, int size, Scale scale)
      throws InterruptedException {
    double seconds = Math.max(scale.seconds(), 2.5);
    Clock.sleep(Math.max(2 * scale.warmUp(), 1)); // few calls are compiled late
    starts.record(seconds);
    long[] intervals = starts.intervals(size);
    for (int i = 0; i < intervals.length; i++) {
      intervals[i] = Math.abs(intervals[i] - PERIOD.toNanos());
    }
    Arrays.sort(intervals);
    return Case.Values.of("p50", percentile(intervals, 0.5))
        .and("p99", percentile(intervals, 0.99))
        .and("p99.9", percentile(intervals, 0.999));
  }

  private static double percentile(long[] sorted, double part) {
    if (sorted.length == 0) {
      throw new IllegalStateException("no item was synced twice");
    }
    return sorted[(int) Math.min(sorted.length - 1, part * sorted.length)] / 1e6;
  }
}
