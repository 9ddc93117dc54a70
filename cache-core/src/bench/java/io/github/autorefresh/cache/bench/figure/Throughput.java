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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Background syncs per second when more are demanded than can be done. */
public final class Throughput implements Figure {

  private static final int[] SIZES = {100_000, 1_000, 10_000, 1_000_000, 10_000_000};

  /** The others need more than the heap, or minutes to be filled. */
  private static final Set<Peer> FOR_TEN_MILLION =
      EnumSet.of(
          Peer.AUTO_REFRESH_CACHE,
          Peer.BARE_LOOP,
          Peer.BARE_LOOPS,
          Peer.CAFFEINE_REFRESH,
          Peer.GO_SWEEP);

  /** More than anybody can do, in syncs per second: it makes the period. */
  private static final double DEMAND = 400e6;

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public String title() {
    return "Background syncs, in millions per second";
  }

  @Override
  public String method() {
    return """
        A callback that finds nothing new, no limit, no listener. The period is so short that every contender is always
        behind. Each may use as many threads as there are cores, and is checked to refresh every item. The shortest
        period of cache2k and JetCache is a millisecond.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    List<Case> cases = new ArrayList<>();
    for (int size : SIZES) {
      for (Peer peer : Peer.values()) {
        if (size <= 1_000_000 || FOR_TEN_MILLION.contains(peer)) {
          String load = String.format("%,d items", size);
          cases.add(Case.of(peer.label(), load, () -> measure(peer, scale.items(size), scale)));
        }
      }
      if (scale.isSmoke()) {
        break;
      }
    }
    return cases;
  }

  private static Case.Values measure(Peer peer, int size, Scale scale) throws InterruptedException {
    Counting sync = new Counting();
    int cores = Runtime.getRuntime().availableProcessors();
    Work work = Work.unlimited(Item.make(size), sync, period(size), cores);
    return Case.Values.of("", measure(peer, work, sync, scale) / 1e6);
  }

  /** The period of so many items that nobody can keep up with. */
  static Duration period(int items) {
    return Duration.ofNanos((long) (items / DEMAND * 1e9));
  }

  /** Syncs per second; {@link Case.Values#NOT_DONE} if some items are not refreshed in time. */
  static double measure(Peer peer, Work work, Counting sync, Scale scale)
      throws InterruptedException {
    try (Refresher refresher = peer.create(work)) {
      refresher.start();
      Clock.sleep(scale.warmUp());
      long before = sync.calls();
      Clock clock = new Clock();
      Clock.sleep(scale.seconds());
      double perSecond = (sync.calls() - before) / clock.seconds();
      return sync.awaitAll(work.items().length) ? perSecond : Case.Values.NOT_DONE;
    }
  }
}
