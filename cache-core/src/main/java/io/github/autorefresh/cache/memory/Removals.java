package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RemovalCause;
import java.util.ArrayList;
import java.util.List;

/** Removes items that the application deletes, and terminal items after their retention. */
final class Removals<T extends CacheItem> {

  /** Bounds the time that the lock is held when very many items expire at once. */
  private static final int MOST_EXPIRED_AT_ONCE = 1024;

  private final StoreContents<T> store;

  Removals(StoreContents<T> store) {
    this.store = store;
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#remove}. */
  boolean remove(String id) {
    Entry<T> entry = store.entries.get(id);
    T item = entry == null ? null : entry.remove();
    if (entry == null || item == null) {
      return false;
    }
    store.entries.remove(entry);
    store.lock.lock();
    try {
      store.schedule.remove(entry);
    } finally {
      store.lock.unlock();
    }
    store.sink.removed(id, item, RemovalCause.DELETED);
    return true;
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#expire}. */
  void expire() {
    List<Entry<T>> expired = new ArrayList<>();
    List<T> items = new ArrayList<>();
    store.lock.lock();
    try {
      long now = store.clock.now();
      for (Entry<T> entry = store.schedule.longestRetained();
          entry != null;
          entry = store.schedule.longestRetained()) {
        if (entry.due() > now || expired.size() == MOST_EXPIRED_AT_ONCE) {
          break;
        }
        T item = entry.remove();
        store.schedule.remove(entry);
        if (item != null) { // if null, another thread has just removed it
          expired.add(entry);
          items.add(item);
        }
      }
    } finally {
      store.lock.unlock();
    }
    for (int i = 0; i < expired.size(); i++) {
      removed(expired.get(i), items.get(i), RemovalCause.EXPIRED);
    }
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#untilExpiry}. */
  long untilExpiry() {
    store.lock.lock();
    try {
      Entry<T> next = store.schedule.longestRetained();
      return next == null ? DueQueue.NEVER : Math.max(0, next.due() - store.clock.now());
    } finally {
      store.lock.unlock();
    }
  }

  /** Removes the entry of a removed item from the table, and notifies the sink. */
  void removed(Entry<T> entry, T item, RemovalCause cause) {
    store.entries.remove(entry);
    store.sink.removed(entry.id(), item, cause);
  }
}
