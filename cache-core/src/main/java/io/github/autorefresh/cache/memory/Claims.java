package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.RateLimiter;
import java.util.List;

/**
 * Claims what is due, as far as permits can be had for it, and releases it again.
 *
 * <p>Permits are taken as late as possible: the items are claimed first, and those that no permit
 * is granted for are put back. So a permit is not held while a thread waits for the lock.
 */
final class Claims<T extends CacheItem> {

  private final StoreContents<T> store;
  private final Permits permits;

  Claims(StoreContents<T> store, RateLimiter limiter) {
    this.store = store;
    permits = new Permits(limiter);
  }

  Permits permits() {
    return permits;
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#claimable}. */
  int claimable(int max) {
    int due = Math.min(max, due());
    return due <= 0 ? 0 : permitted(due);
  }

  /** Adds entries that were claimed one by one, as far as there is a permit for them. */
  int take(List<Entry<T>> claimed, ClaimedItems<T> items) {
    add(claimed.toArray(Slots.newArray(claimed.size())), items);
    if (!permits.unlimited() && items.size() > 0) {
      takePermits(items, items.size());
    }
    return items.size();
  }

  private int due() {
    store.lock.lock();
    try {
      return store.schedule.due(store.clock.now());
    } finally {
      store.lock.unlock();
    }
  }

  /** How many of so many items there are permits for; takes none. */
  int permitted(int items) {
    return permits.unlimited() ? items : (int) Math.min(items, coveredByFree());
  }

  /** How many items the permits cover that are free now. */
  private long coveredByFree() {
    long free = Math.max(0, permits.available(store.clock.now()));
    return free * store.settings().maxBatch();
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#claim}. */
  int claim(ClaimedItems<T> items, int max) {
    boolean limited = !permits.unlimited();
    int most = limited ? permitted(max) : max;
    if (most <= 0) {
      return 0;
    }
    Entry<T>[] claimed;
    int due;
    store.lock.lock();
    try {
      long now = store.clock.now();
      due = store.schedule.due(now);
      claimed = store.schedule.claim(most, now);
    } finally {
      store.lock.unlock();
    }
    add(claimed, items);
    if (limited && items.size() > 0) {
      takePermits(items, due);
    }
    return items.size();
  }

  /**
   * Not under the lock, and in a loop that does no more than this: most entries and items miss the
   * processor's cache, and here many of these misses overlap.
   */
  private void add(Entry<T>[] claimed, ClaimedItems<T> items) {
    int removed = 0;
    for (Entry<T> entry : claimed) {
      T item = entry.item();
      if (item == null) {
        claimed[removed++] = entry;
      } else {
        SyncStatus status = entry.status();
        boolean first = status.isHealthy() && !entry.isSynced();
        boolean together = first || store.schedule.isToSpread(entry);
        int failures = status.failures();
        items.add(entry, entry.id(), item, status.period(), together ? ~failures : failures);
      }
    }
    if (removed > 0) {
      freeClaimed(claimed, removed);
    }
  }

  private void freeClaimed(Entry<T>[] claimed, int count) {
    store.lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        store.schedule.freeClaimed(claimed[i]);
      }
    } finally {
      store.lock.unlock();
    }
  }

  /** Takes permits for claimed items, and puts back those for which there is none. */
  private void takePermits(ClaimedItems<T> items, int due) {
    int batch = store.settings().maxBatch();
    long covered = 0;
    try {
      int calls = calls(items.size(), batch);
      covered = (long) permits.take(calls, calls(due, batch), store.clock.now()) * batch;
    } finally { // the limiter may throw
      if (covered < items.size()) {
        release(items.split((int) Math.max(0, covered)));
      }
    }
  }

  private static int calls(int items, int batch) {
    return (items + batch - 1) / batch;
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#release}. */
  void release(ClaimedItems<T> items) {
    store.lock.lock();
    try {
      long now = store.clock.now();
      for (int i = 0; i < items.size(); i++) {
        store.schedule.release(entryOf(items, i), store.settings().terminalRetention(), now);
      }
    } finally {
      store.lock.unlock();
    }
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#giveBack}. */
  void giveBack(ClaimedItems<T> items, long ageNanos) {
    release(items);
    permits.giveBack(calls(items.size(), store.settings().maxBatch()), ageNanos);
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#untilNextDue}. */
  long untilMore() {
    int due;
    long untilDue;
    store.lock.lock();
    try {
      long now = store.clock.now();
      due = store.schedule.due(now);
      long next = store.schedule.nextDue();
      untilDue = next == DueQueue.NEVER ? DueQueue.NEVER : Math.max(0, next - now);
    } finally {
      store.lock.unlock();
    }
    return permits.unlimited() || due <= coveredByFree()
        ? untilDue
        : permits.untilMore(store.clock.now());
  }

  /** The entry that a claim of this store is about. */
  @SuppressWarnings("unchecked") // this store is the only one that puts claims into its items
  static <T extends CacheItem> Entry<T> entryOf(ClaimedItems<T> items, int i) {
    return (Entry<T>) items.claim(i);
  }
}
