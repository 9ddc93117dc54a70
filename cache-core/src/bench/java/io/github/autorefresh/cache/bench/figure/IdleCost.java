package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import io.github.autorefresh.cache.bench.peer.Item;
import io.github.autorefresh.cache.bench.peer.Peer;
import io.github.autorefresh.cache.bench.peer.Refresher;
import io.github.autorefresh.cache.bench.peer.Work;
import java.time.Duration;
import java.util.List;

/** What it costs to wait. */
public final class IdleCost implements Figure {

  private static final int SIZE = 1_000_000;
  private static final Duration LONG = Duration.ofDays(3650);
  private static final double MOST_SECONDS = 60;

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public String title() {
    return "Idle cost, in percent of a core";
  }

  @Override
  public String method() {
    return """
        1,000,000 items that have been synced once, the next one due in years; the processor time of the whole JVM. The
        first line is a JVM that does nothing.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    return List.of(
        Case.of("an idle JVM", "", () -> Case.Values.of("", cpu(scale))),
        Case.of(Peer.AUTO_REFRESH_CACHE.label(), "", () -> measure(Peer.AUTO_REFRESH_CACHE, scale)),
        Case.of(Peer.TASK_PER_ITEM.label(), "", () -> measure(Peer.TASK_PER_ITEM, scale)));
  }

  private static Case.Values measure(Peer peer, Scale scale) throws InterruptedException {
    Counting sync = new Counting();
    Item[] items = Item.make(scale.items(SIZE));
    Work work = Work.unlimited(items, sync, LONG, Runtime.getRuntime().availableProcessors());
    try (Refresher refresher = peer.create(work)) {
      refresher.start();
      for (Clock clock = new Clock(); sync.calls() < items.length; Clock.sleep(0.01)) {
        if (clock.seconds() > MOST_SECONDS) {
          throw new IllegalStateException("only " + sync.calls() + " syncs");
        }
      }
      return Case.Values.of("", cpu(scale));
    }
  }

  /** After the compiler has come to rest too. */
  private static double cpu(Scale scale) throws InterruptedException {
    Clock.sleep(2 * scale.warmUp());
    Clock clock = new Clock();
    Clock.sleep(2 * scale.seconds());
    return 100 * clock.cores();
  }
}
