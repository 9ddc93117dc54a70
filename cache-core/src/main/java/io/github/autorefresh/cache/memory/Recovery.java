package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Puts the schedule in order after an outage: what failed in it is due, longest not synced first.
 */
final class Recovery<T extends CacheItem> {

  /** So that the lock is not held for long. */
  private static final int AT_ONCE = 64;

  private final StoreContents<T> store;

  Recovery(StoreContents<T> store) {
    this.store = store;
  }

  private record Failed<T extends CacheItem>(Entry<T> entry, long syncedAt) {}

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#recover}. */
  long recover(long sinceNanos) {
    long recoveredAt = store.clock.now();
    long began = recoveredAt - sinceNanos;
    List<Failed<T>> failed = new ArrayList<>();
    store.entries.stream()
        .filter(entry -> !entry.status().isHealthy())
        .filter(entry -> !entry.status().isFailingSinceBefore(began))
        .forEach(entry -> failed.add(new Failed<>(entry, entry.syncedAt()))); // never: the least
    failed.sort(Comparator.comparingLong(Failed::syncedAt));
    for (int from = 0; from < failed.size(); from += AT_ONCE) {
      hasten(failed.subList(from, Math.min(from + AT_ONCE, failed.size())), recoveredAt);
    }
    return failed.size();
  }

  private void hasten(List<Failed<T>> run, long due) {
    store.lock.lock();
    try {
      long now = store.clock.now();
      run.forEach(failed -> store.schedule.recover(failed.entry(), due, now));
    } finally {
      store.lock.unlock();
    }
  }
}
