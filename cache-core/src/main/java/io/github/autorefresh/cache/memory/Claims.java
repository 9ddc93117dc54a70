package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.RateLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Claims due items, as many as there are permits for, and releases them.
 *
 * <p>Permits are taken as late as possible: the items are claimed first, and those without a permit
 * are released again. So a thread holds no permit while it waits for the lock.
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
    int due = Math.min(max, due(0));
    if (due == max || store.schedule.stretching().clock().offset() == 0) {
      return due <= 0 ? 0 : permitted(due);
    }
    int most = permitted(max);
    return most <= 0 ? 0 : Math.min(most, due(most));
  }

  /** Adds entries that were claimed one by one, as far as there is a permit for them. */
  int take(List<Entry<T>> claimed, ClaimedItems<T> items) {
    add(claimed.toArray(Slots.newArray(claimed.size())), items);
    if (!isUnlimited() && items.size() > 0) {
      takePermits(items, items.size());
    }
    return items.size();
  }

  /** How many are due, after {@link Stretching#catchUp} to so many. */
  private int due(int wanted) {
    store.lock.lock();
    try {
      return store.schedule.due(wanted, store.clock.now());
    } finally {
      store.lock.unlock();
    }
  }

  /** How many of this many items there are free permits for; takes none. */
  int permitted(int items) {
    return isUnlimited() ? items : (int) Math.min(items, coveredByFree());
  }

  /** Also tells the schedule how much is permitted: the limiter is asked under no lock. */
  private boolean isUnlimited() {
    double tps = permits.tps();
    if (tps > 0) {
      store.schedule.stretching().permitted(tps);
    }
    return tps == Double.POSITIVE_INFINITY;
  }

  /** How many items the free permits cover. */
  private long coveredByFree() {
    long free = Math.max(0, permits.available(store.clock.now()));
    return free * store.settings().maxBatch();
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#claim}. */
  int claim(ClaimedItems<T> items, int max) {
    boolean limited = !isUnlimited();
    int most = limited ? (int) Math.min(max, coveredByFree()) : max;
    if (most <= 0) {
      return 0;
    }
    Entry<T>[] claimed;
    int due;
    store.lock.lock();
    try {
      long now = store.clock.now();
      due = store.schedule.due(most, now);
      claimed = store.schedule.claim(most, store.settings().maxBatch(), now);
    } finally {
      store.lock.unlock();
    }
    add(claimed, items);
    if (limited && items.size() > 0) {
      takePermits(items, due);
    }
    return items.size();
  }

  private void add(Entry<T>[] claimed, ClaimedItems<T> items) {
    fill(items, claimed);
    for (int i = 0; i < items.size(); i++) {
      Entry<T> entry = entryOf(items, i);
      SyncStatus status = entry.status();
      boolean first = status.isHealthy() && !entry.isSynced();
      items.describe(i, status.period(), first ? ~0 : status.failures());
    }
    Histories histories = store.schedule.histories();
    if (histories != null && items.size() > 0) {
      describe(items, histories);
    }
  }

  /**
   * Not under the lock, and in a loop that does nothing else: most entries and items cause a miss
   * in the processor's cache, and here many of these misses overlap.
   */
  private void fill(ClaimedItems<T> items, Entry<T>[] claimed) {
    @Nullable Entry<T>[] present = claimed;
    @Nullable String[] ids = new String[claimed.length];
    @Nullable CacheItem[] states = new CacheItem[claimed.length];
    List<Entry<T>> removed = List.of();
    int count = 0;
    for (Entry<T> entry : claimed) {
      T state = entry.item();
      if (state == null) {
        removed = removed.isEmpty() ? new ArrayList<>() : removed;
        removed.add(entry);
      } else {
        present[count] = entry;
        ids[count] = entry.id();
        states[count++] = state;
      }
    }
    Arrays.fill(present, count, present.length, null);
    items.fill(present, ids, states, count);
    if (!removed.isEmpty()) {
      freeClaimed(removed, items.isProbe());
    }
  }

  private void describe(ClaimedItems<T> items, Histories histories) {
    store.lock.lock();
    try {
      histories.describe(items, store.clock);
    } finally {
      store.lock.unlock();
    }
  }

  private void freeClaimed(List<Entry<T>> removed, boolean probe) {
    store.lock.lock();
    try {
      if (!probe) {
        store.schedule.released(removed.size());
      }
      removed.forEach(store.schedule::freeClaimed);
    } finally {
      store.lock.unlock();
    }
  }

  /** Takes permits for claimed items, and releases the items for which there is none. */
  private void takePermits(ClaimedItems<T> items, int due) {
    int batch = store.settings().maxBatch();
    long covered = 0;
    try {
      int calls = calls(items.size(), batch);
      long now = store.clock.now();
      items.permittedAt(store.clock.onEngineClock(now));
      covered = (long) permits.take(calls, calls(due, batch), now) * batch;
    } finally { // the limiter may throw
      if (covered < items.size()) {
        putBack(items.split((int) Math.max(0, covered)));
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
      releaseLocked(items);
    } finally {
      store.lock.unlock();
    }
  }

  /** Ends the claims of items that no permit is used for. */
  private void putBack(ClaimedItems<T> items) {
    store.lock.lock();
    try {
      if (!items.isProbe()) {
        store.schedule.unmade(calls(items.size(), store.settings().maxBatch()), items.size());
      }
      releaseLocked(items);
    } finally {
      store.lock.unlock();
    }
  }

  /** Those without an outcome in the opposite order, so that each is before the next again. */
  private void releaseLocked(ClaimedItems<T> items) {
    long now = store.clock.now();
    store.schedule.stretching().advance(now);
    if (!items.isProbe()) {
      store.schedule.released(items.size());
    }
    Duration retention = store.settings().terminalRetention();
    long sinceCalled = items.sinceCalled(store.clock.onEngineClock(now));
    long offset = store.schedule.stretching().leastOffset(sinceCalled);
    int unsynced = 0;
    for (int i = 0; i < items.size(); i++) {
      if (items.isAccepted(i)) {
        store.schedule.release(entryOf(items, i), retention, offset, now);
      } else {
        unsynced++;
      }
    }
    for (int i = items.size() - 1; unsynced > 0; i--) {
      if (!items.isAccepted(i)) {
        store.schedule.putBack(entryOf(items, i), retention, now);
        unsynced--;
      }
    }
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#giveBack}. */
  void giveBack(ClaimedItems<T> items, long ageNanos) {
    putBack(items);
    permits.giveBack(calls(items.size(), store.settings().maxBatch()), ageNanos);
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#untilNextDue}. */
  long untilMore() {
    int due;
    long untilDue;
    long untilEarly;
    store.lock.lock();
    try {
      long now = store.clock.now();
      due = store.schedule.due(0, now);
      untilDue = store.schedule.stretching().untilDue(now);
      untilEarly = store.schedule.stretching().untilEarly(now);
    } finally {
      store.lock.unlock();
    }
    boolean early = untilEarly == 0; // with a permit, it may be claimed now
    if (!isUnlimited() && due + (early ? 1L : 0) > coveredByFree()) {
      return permits.untilMore(store.clock.now());
    }
    return early ? untilDue : Math.min(untilDue, untilEarly);
  }

  /** The entry that is claimed: this store uses it as the handle of the claim. */
  @SuppressWarnings("unchecked") // this store is the only one that puts claims into its items
  static <T extends CacheItem> Entry<T> entryOf(ClaimedItems<T> items, int i) {
    return (Entry<T>) items.claim(i);
  }
}
