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

/** How evenly the load is spread over the period, and whether each item gets its share. */
public final class Evenness implements Figure {

  private static final int SIZE = 100_000;
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final long SLICE = Duration.ofMillis(10).toNanos();

  @Override
  public String name() {
    return "evenness";
  }

  @Override
  public String title() {
    return "Evenness: peak to mean";
  }

  @Override
  public String method() {
    return """
        100,000 items with a period of 1 s, registered together, without a limit. Peak: the most syncs in any 10 ms,
        divided by the mean. Share: syncs per item and period. CPU: in percent of a core. cache2k and JetCache as in the
        first table, with a pass of reads per period.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    List<Case> cases = new ArrayList<>();
    for (Peer peer : Peer.values()) {
      if (peer != Peer.BARE_LOOPS) {
        cases.add(Case.of(peer.label(), "", () -> measure(peer, scale)));
      }
    }
    return cases;
  }

  private static Case.Values measure(Peer peer, Scale scale) throws InterruptedException {
    int size = scale.items(SIZE);
    double seconds = Math.max(scale.seconds(), 1);
    Starts starts = new Starts((int) (2 * size * (seconds + 1)));
    int threads = Runtime.getRuntime().availableProcessors();
    Work work = Work.unlimited(Item.make(size), starts, PERIOD, threads);
    try (Refresher refresher = peer.create(work)) {
      refresher.start();
      // Until the first syncs, which come all at once, are forgotten, and what runs is compiled.
      Clock.sleep(Math.max(3 * scale.warmUp(), 1.5));
      Clock clock = new Clock();
      starts.record(seconds);
      double cores = clock.cores();
      return Case.Values.of("peak", starts.peakToMean(SLICE))
          .and("share", starts.count() / (seconds * size))
          .and("CPU", 100 * cores);
    }
  }
}
