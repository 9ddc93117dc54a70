package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.Outcome;

/**
 * Puts outcomes into effect: one compare-and-set decides for each item. The lock is taken only if
 * the status of an item changes, and so the statistics: not for an item without failures that was
 * found unchanged or updated and keeps its period, unless the cadence is learned. With a handler,
 * also for each update.
 */
final class Commits<T extends CacheItem> {

  private final StoreContents<T> store;

  Commits(StoreContents<T> store) {
    this.store = store;
  }

  /** See {@link io.github.autorefresh.cache.spi.ItemStore#commit}. */
  void commit(ClaimedItems<T> items) {
    long now = store.clock.now();
    long wall = store.clock.wall();
    boolean anyStatusChanges = items.hasHistories();
    for (int i = 0; i < items.size(); i++) {
      Entry<T> entry = Claims.entryOf(items, i);
      if (takesEffect(entry, items, i)) {
        items.accept(i);
        entry.dueInReal(StoreClock.sum(now, Math.max(-now, items.untilDue(i))), now);
        if (items.outcome(i) != Outcome.FAILED) {
          entry.synced(wall);
        }
        anyStatusChanges |= changesStatus(entry, items, i);
      }
    }
    if (anyStatusChanges) {
      changeStatuses(items, now);
      if (isAnyMarked(items)) {
        store.control.marked();
      }
    }
  }

  private boolean takesEffect(Entry<T> entry, ClaimedItems<T> items, int i) {
    return switch (items.outcome(i)) {
      case UPDATED -> entry.commit(items.item(i), items.update(i));
      case DELETED -> entry.remove(items.item(i));
      case UNCHANGED, FAILED -> entry.item() != null;
      case DEFERRED -> false;
    };
  }

  private boolean changesStatus(Entry<T> entry, ClaimedItems<T> items, int i) {
    return switch (items.outcome(i)) {
      case FAILED, DELETED -> true;
      case DEFERRED -> false;
      case UPDATED -> store.marks != null || isNew(entry.status(), items.period(i));
      case UNCHANGED -> isNew(entry.status(), items.period(i));
    };
  }

  private static boolean isNew(SyncStatus before, long period) {
    return !before.isHealthy() || period != before.period();
  }

  private void changeStatuses(ClaimedItems<T> items, long now) {
    store.lock.lock();
    try {
      for (int i = 0; i < items.size(); i++) {
        if (items.isAccepted(i)) {
          changeStatus(Claims.entryOf(items, i), items, i, now);
        }
      }
    } finally {
      store.lock.unlock();
    }
    for (int i = 0; i < items.size(); i++) {
      if (items.isAccepted(i) && items.outcome(i) == Outcome.DELETED) {
        store.entries.remove(Claims.entryOf(items, i));
      }
    }
  }

  private void changeStatus(Entry<T> entry, ClaimedItems<T> items, int i, long now) {
    switch (items.outcome(i)) {
      case DELETED -> store.schedule.remove(entry);
      case FAILED -> store.schedule.failed(entry, items.failures(i) + 1, items.error(i), now);
      case DEFERRED -> {} // never accepted
      case UPDATED -> {
        mark(entry, items, i, now); // first: what is marked cannot be evicted
        succeeded(entry, items, i, now);
      }
      case UNCHANGED -> succeeded(entry, items, i, now);
    }
  }

  private void succeeded(Entry<T> entry, ClaimedItems<T> items, int i, long now) {
    long period = items.period(i);
    if (store.schedule.histories() != null) {
      store.schedule.succeeded(entry, period, plan(items, i));
      store.schedule.histories().committed(items, i, entry.slot(), now);
    } else if (isNew(entry.status(), period)) {
      store.schedule.succeeded(entry, period, Plans.PERIOD);
    }
  }

  private void mark(Entry<T> entry, ClaimedItems<T> items, int i, long now) {
    Marks<T> marks = store.marks;
    if (marks == null || entry.isRemoved()) {
      return;
    }
    if (items.isWanted(i)) {
      marks.mark(entry, items.update(i), items.period(i) == ItemPeriod.TERMINAL, now);
    } else {
      marks.passedOver(entry, items.update(i));
    }
  }

  private boolean isAnyMarked(ClaimedItems<T> items) {
    if (store.marks == null) {
      return false;
    }
    for (int i = 0; i < items.size(); i++) {
      if (items.isAccepted(i) && items.isWanted(i)) {
        return true;
      }
    }
    return false;
  }

  private static byte plan(ClaimedItems<?> items, int i) {
    return items.period(i) == ItemPeriod.OF_CACHE
        ? Plans.nearest(items.histories().plan(i))
        : Plans.PERIOD;
  }
}
