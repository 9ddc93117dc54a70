package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import io.github.autorefresh.cache.bench.peer.Item;
import io.github.autorefresh.cache.bench.peer.Peer;
import io.github.autorefresh.cache.bench.peer.Refresher;
import io.github.autorefresh.cache.bench.peer.Work;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Bytes per item beyond its id and value. */
public final class HeapPerItem implements Figure {

  private static final int SIZE = 1_000_000;
  private static final double MOST_SECONDS = 60;

  @Override
  public String name() {
    return "heap";
  }

  @Override
  public String title() {
    return "Heap per item beyond its id and value, in bytes";
  }

  @Override
  public String method() {
    return """
        1,000,000 items, each synced once and due again within the hour, or within five seconds: by how much the heap has
        grown, after full collections, with ids and values allocated before. Compressed references.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    List<Case> cases = new ArrayList<>();
    for (Peer peer : Peer.values()) {
      if (peer != Peer.BARE_LOOPS) {
        cases.add(Case.of(peer.label(), "1 h", () -> measure(peer, Duration.ofHours(1), scale)));
        cases.add(Case.of(peer.label(), "5 s", () -> measure(peer, Duration.ofSeconds(5), scale)));
      }
    }
    return cases;
  }

  private static Case.Values measure(Peer peer, Duration period, Scale scale)
      throws InterruptedException {
    Item[] items = Item.make(scale.items(SIZE));
    Counting sync = new Counting();
    long before = used(scale);
    Work work = Work.unlimited(items, sync, period, Runtime.getRuntime().availableProcessors());
    Refresher refresher = peer.create(work);
    try {
      refresher.start();
      Clock clock = new Clock();
      // Those that refresh after a period only have all their state before.
      boolean atOnce = peer == Peer.AUTO_REFRESH_CACHE || peer == Peer.TASK_PER_ITEM;
      while (atOnce && sync.calls() < items.length && clock.seconds() < MOST_SECONDS) {
        Clock.sleep(0.01);
      }
      Clock.sleep(scale.warmUp());
      return Case.Values.of("", (double) (used(scale) - before) / items.length);
    } finally {
      Reference.reachabilityFence(refresher);
      Reference.reachabilityFence(items);
    }
  }

  private static long used(Scale scale) throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < (scale.isSmoke() ? 1 : 4); i++) {
      System.gc();
      Clock.sleep(scale.isSmoke() ? 0 : 0.05);
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
