package io.github.autorefresh.cache.bench.peer;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A map, and one periodic task for every item. */
final class TaskPerItem implements Refresher {

  private final ConcurrentHashMap<String, Item> map = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor scheduler;
  private final Work work;

  TaskPerItem(Work work) {
    this.work = work;
    scheduler = new ScheduledThreadPoolExecutor(work.threads());
    scheduler.setRemoveOnCancelPolicy(true);
    for (Item item : work.items()) {
      map.put(item.id(), item);
    }
  }

  @Override
  public @Nullable Item get(String id) {
    return map.get(id);
  }

  /** As one would schedule each item when it comes: at once, then once per period. */
  @Override
  public void start() {
    for (Item item : work.items()) {
      String id = item.id();
      var unused =
          scheduler.scheduleAtFixedRate(
              () -> sync(id), 0, work.period().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void sync(String id) {
    Item item = map.get(id);
    if (item != null) {
      Item latest = work.sync().sync(item);
      if (!item.equals(latest)) {
        map.replace(id, item, latest);
      }
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
