package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RemovalCause;

/** Removes items that the application deletes, and terminal items after their retention. */
final class Removals<T extends CacheItem> {

  /** After so many the caller looks for other work. */
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
    boolean more = true;
    for (int i = 0; i < MOST_EXPIRED_AT_ONCE && more; i++) {
      more = expireOne();
    }
  }

  /**
   * Lets the item expire that has been retained for longest, if it is time. One by one, each
   * followed by its notification: if that blocks, another thread can go on with the next.
   *
   * @return false if it is not
   */
  private boolean expireOne() {
    Entry<T> entry;
    T item;
    store.lock.lock();
    try {
      long now = store.clock.now();
      entry = store.schedule.terminals().nextToExpire(now);
      if (entry == null || entry.due() > now) {
        return false;
      }
      item = entry.remove();
      store.schedule.remove(entry);
    } finally {
      store.lock.unlock();
    }
    if (item != null) { // if null, another thread has just removed it
      removed(entry, item, RemovalCause.EXPIRED);
    }
    return true;
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#untilExpiry}. */
  long untilExpiry() {
    store.lock.lock();
    try {
      long now = store.clock.now();
      Entry<T> next = store.schedule.terminals().nextToExpire(now);
      return next == null ? DueQueue.NEVER : Math.max(0, next.due() - now);
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
