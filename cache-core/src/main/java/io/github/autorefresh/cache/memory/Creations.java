package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.RemovalCause;

/** Creates items within the maximum size. Reserves a place, evicting an item if necessary. */
final class Creations<T extends CacheItem> {

  private final StoreContents<T> store;
  private final Removals<T> removals;

  /** The number of reservations; guarded by the store's lock. */
  private long reserved;

  Creations(StoreContents<T> store, Removals<T> removals) {
    this.store = store;
    this.removals = removals;
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#reserve}; called if there is no item. */
  void reserve() {
    CacheSettings settings = store.settings();
    Entry<T> evicted = null;
    T item = null;
    store.lock.lock();
    try {
      if (store.schedule.size() + reserved >= settings.maxSize()) {
        evicted = store.schedule.terminals().evictable();
        if (evicted == null) {
          throw full(settings.maxSize());
        }
        item = evicted.remove();
        store.schedule.remove(evicted);
      }
      reserved++;
    } finally {
      store.lock.unlock();
    }
    if (evicted != null && item != null) { // if null, another thread has just removed it
      removals.removed(evicted, item, RemovalCause.EVICTED);
    }
  }

  private CacheFullException full(long maxSize) {
    long unhandled = store.marks == null ? 0 : store.marks.size();
    return unhandled == 0
        ? new CacheFullException(store.cache, maxSize)
        : new CacheFullException(store.cache, maxSize, unhandled);
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#forgo}. */
  void forgo() {
    store.lock.lock();
    try {
      reserved--;
    } finally {
      store.lock.unlock();
    }
  }

  /**
   * See {@link io.github.autorefresh.cache.spi.ItemStore#fulfil}.
   *
   * @param wanted by the handler
   */
  T fulfil(String id, T item, long period, long untilFirstSync, boolean wanted) {
    Entry<T> entry = add(id, item, period, untilFirstSync, wanted);
    store.entries.put(entry);
    if (entry.status().isTerminal()) {
      allowEviction(entry);
    }
    try {
      store.sink.created(id, item);
    } finally {
      store.releaseNew(entry);
    }
    return item;
  }

  /** The entry is claimed until the sink has been notified, so that no sync can begin before. */
  private Entry<T> add(String id, T item, long period, long untilFirstSync, boolean wanted) {
    store.lock.lock();
    try {
      reserved--;
      long now = store.clock.now();
      Entry<T> entry = store.schedule.add(id, item, period, store.clock.wall(), now);
      Histories histories = store.schedule.histories();
      if (histories != null) {
        histories.created(entry.slot(), now);
      }
      if (untilFirstSync > 0) {
        entry.dueInReal(StoreClock.sum(now, untilFirstSync), now);
        entry.synced(entry.createdAt());
      }
      if (wanted && store.marks != null) {
        store.marks.mark(entry, item, entry.status().isTerminal(), now);
      }
      return entry;
    } finally {
      store.lock.unlock();
    }
  }

  /** Called once the entry is in the table, because an eviction removes it from there. */
  private void allowEviction(Entry<T> entry) {
    store.lock.lock();
    try {
      store.schedule.terminals().evictableIfTerminal(entry);
    } finally {
      store.lock.unlock();
    }
  }
}
