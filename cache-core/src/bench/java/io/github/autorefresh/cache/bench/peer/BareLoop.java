package io.github.autorefresh.cache.bench.peer;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one would write by hand in ten lines: a map, and passes over it at a fixed rate. It promises
 * nothing: the bound that refreshing can't beat.
 */
final class BareLoop implements Refresher {

  private final ConcurrentHashMap<String, Item> map = new ConcurrentHashMap<>();
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final Work work;

  BareLoop(Work work) {
    this.work = work;
    for (Item item : work.items()) {
      map.put(item.id(), item);
    }
  }

  /** A map and a loop per thread, each with its part of the items, so that they share nothing. */
  static Refresher perThread(Work work) {
    return new Parts(work, BareLoop::new);
  }

  @Override
  public @Nullable Item get(String id) {
    return map.get(id);
  }

  @Override
  public void start() {
    var unused =
        scheduler.scheduleAtFixedRate(this::pass, 0, work.period().toNanos(), TimeUnit.NANOSECONDS);
  }

  private void pass() {
    for (var entry : map.entrySet()) {
      Item item = entry.getValue();
      Item latest = work.sync().sync(item);
      if (latest == null) {
        map.remove(entry.getKey(), item);
      } else if (!item.equals(latest)) {
        map.replace(entry.getKey(), item, latest);
      }
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
