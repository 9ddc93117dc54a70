package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import io.github.autorefresh.cache.bench.peer.Item;
import io.github.autorefresh.cache.bench.peer.Peer;
import io.github.autorefresh.cache.bench.peer.Refresher;
import io.github.autorefresh.cache.bench.peer.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How much of a permitted rate is used, how far it is overstepped, and what that costs. */
public final class RateFidelity implements Figure {

  private static final int SIZE = 10_000;

  /** Twice as much is demanded as is permitted. */
  private static final double DEMAND = 2;

  /** A rate and a burst. */
  private record Pair(double tps, int burst) {

    private static final List<Pair> ALL =
        List.of(
            new Pair(10_000, 1),
            new Pair(100, 1),
            new Pair(1_000, 10),
            new Pair(10_000, 100),
            new Pair(100_000, 100));

    @Override
    public String toString() {
      return String.format("%,.0f/s, burst %d", tps, burst);
    }
  }

  @Override
  public String name() {
    return "rate";
  }

  @Override
  public String title() {
    return "Rate reached, and the largest burst";
  }

  @Override
  public String method() {
    return """
        Demand: twice the permitted rate. Reached: the part of the permitted rate that is used, in percent. Burst: the
        most calls that any window has beyond its length times the rate. CPU: in percent of a core. Bucket4j and
        Resilience4j block a scheduled loop until there is a permit.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    List<Case> cases = new ArrayList<>();
    for (Pair pair : Pair.ALL) {
      for (Peer peer : List.of(Peer.AUTO_REFRESH_CACHE, Peer.GO_SWEEP)) {
        cases.add(Case.of(peer.label(), pair.toString(), () -> measure(peer, pair, scale)));
      }
      for (Limiter limiter : List.of(Limiter.BUCKET4J, Limiter.RESILIENCE4J)) {
        String row = limiter.label() + " and a loop";
        cases.add(Case.of(row, pair.toString(), () -> measure(limiter, pair, scale)));
      }
    }
    return cases;
  }

  private static Case.Values measure(Peer peer, Pair pair, Scale scale)
      throws InterruptedException {
    Starts starts = starts(pair, scale);
    Item[] items = Item.make(scale.items(SIZE));
    Duration period = Duration.ofNanos((long) (items.length / (DEMAND * pair.tps()) * 1e9));
    int threads = Runtime.getRuntime().availableProcessors();
    Work work = new Work(items, starts, period, pair.tps(), pair.burst(), threads);
    try (Refresher refresher = peer.create(work)) {
      return measure(refresher, starts, pair, scale);
    }
  }

  private static Case.Values measure(Limiter limiter, Pair pair, Scale scale)
      throws InterruptedException {
    Starts starts = starts(pair, scale);
    Limiter.Gate gate = limiter.gate(pair.tps(), pair.burst());
    Work.Sync gated =
        item -> {
          gate.await();
          return starts.sync(item);
        };
    Work work = Work.unlimited(Item.make(scale.items(SIZE)), gated, Duration.ofNanos(1), 1);
    try (Refresher refresher = Peer.BARE_LOOP.create(work)) {
      return measure(refresher, starts, pair, scale);
    }
  }

  private static Starts starts(Pair pair, Scale scale) {
    return new Starts((int) (2 * pair.tps() * scale.seconds()) + 1000);
  }

  private static Case.Values measure(Refresher refresher, Starts starts, Pair pair, Scale scale)
      throws InterruptedException {
    refresher.start();
    Clock.sleep(3 * scale.warmUp()); // few calls are compiled late
    Clock clock = new Clock();
    starts.record(scale.seconds());
    return Case.Values.of("reached", 100 * starts.perSecond() / pair.tps())
        .and("burst", starts.largestBurst(pair.tps()))
        .and("CPU", 100 * clock.cores());
  }
}
