package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import io.github.autorefresh.cache.bench.peer.Item;
import io.github.autorefresh.cache.bench.peer.Peer;
import io.github.autorefresh.cache.bench.peer.Work;
import java.util.ArrayList;
import java.util.List;

/** What a limiter costs that never says no. */
public final class LimitedThroughput implements Figure {

  private static final int SIZE = 100_000;
  private static final double FAR_ABOVE = 1e9;

  @Override
  public String name() {
    return "limited";
  }

  @Override
  public String title() {
    return "Background syncs under a limit set far above, in millions per second";
  }

  @Override
  public String method() {
    return """
        100,000 items; otherwise as before. Bucket4j and Resilience4j are asked for one permit before each call, by the
        loop per core over a map.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    List<Case> cases = new ArrayList<>();
    for (Peer peer : List.of(Peer.AUTO_REFRESH_CACHE, Peer.GO_SWEEP)) {
      cases.add(
          Case.of(
              peer.label(),
              "",
              () -> {
                Counting sync = new Counting();
                return measure(peer, sync, work(sync, FAR_ABOVE, scale), scale);
              }));
    }
    for (Limiter limiter : List.of(Limiter.BUCKET4J, Limiter.RESILIENCE4J)) {
      cases.add(
          Case.of(
              limiter.label() + " and a loop per core",
              "",
              () -> {
                Counting sync = new Counting();
                Limiter.Gate gate = limiter.gate(FAR_ABOVE, (int) FAR_ABOVE);
                Work.Sync gated =
                    item -> {
                      gate.await();
                      return sync.sync(item);
                    };
                Work work = work(gated, Double.POSITIVE_INFINITY, scale);
                return measure(Peer.BARE_LOOPS, sync, work, scale);
              }));
    }
    return cases;
  }

  private static Work work(Work.Sync sync, double tps, Scale scale) {
    Item[] items = Item.make(scale.items(SIZE));
    int threads = Runtime.getRuntime().availableProcessors();
    int burst = (int) Math.min(tps, 1e9);
    return new Work(items, sync, Throughput.period(items.length), tps, burst, threads);
  }

  private static Case.Values measure(Peer peer, Counting sync, Work work, Scale scale)
      throws InterruptedException {
    return Case.Values.of("", Throughput.measure(peer, work, sync, scale) / 1e6);
  }
}
