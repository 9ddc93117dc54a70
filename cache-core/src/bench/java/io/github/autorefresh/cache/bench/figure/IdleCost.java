package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import io.github.autorefresh.cache.bench.peer.Item;
import io.github.autorefresh.cache.bench.peer.Peer;
import io.github.autorefresh.cache.bench.peer.Refresher;
import io.github.autorefresh.cache.bench.peer.Work;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;

/** What it costs to wait. */
public final class IdleCost implements Figure {

  private static final int SIZE = 1_000_000;
  private static final Duration LONG = Duration.ofDays(3650);
  private static final double MOST_SECONDS = 60;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

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
        1,000,000 items that have been synced once and are due in years: the processor time of the contender's threads
        over 15 s, unless stated otherwise, and that of the whole JVM, which is counted in hundredths of a second. The
        first line is a JVM that does nothing.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    return List.of(
        Case.of("an idle JVM", "", () -> cpu(scale)),
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
      return cpu(scale);
    }
  }

  /** After the compiler has come to rest too. */
  private static Case.Values cpu(Scale scale) throws InterruptedException {
    Clock.sleep(4 * scale.warmUp());
    long before = threadsNanos();
    Clock clock = new Clock();
    Clock.sleep(15 * scale.seconds());
    double threads = (threadsNanos() - before) / 1e9 / clock.seconds();
    return Case.Values.of("threads", 100 * threads).and("JVM", 100 * clock.cores());
  }

  /** What all threads of Java have taken but this one. */
  private static long threadsNanos() {
    long sum = 0;
    for (long thread : THREADS.getAllThreadIds()) {
      if (thread != Thread.currentThread().getId()) {
        sum += Math.max(0, THREADS.getThreadCpuTime(thread));
      }
    }
    return sum;
  }
}
