package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.StoreStats;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The entries by due time, and their statistics. An entry is claimed, scheduled, or retained
 * because its item is terminal.
 *
 * <p>Guarded by the store's lock except for {@link #size()}. Times are nanoseconds since the
 * store's origin; {@code now} must never be less than in an earlier call.
 */
final class Schedule<T extends CacheItem> {

  private final Slots<T> slots = new Slots<>();
  private final DueQueue queue = new DueQueue(slots);
  private final Demand demand = new Demand();
  private final SyncStatuses statuses = new SyncStatuses();
  private volatile long size;
  private long failing;

  Schedule() {
    queue.keep(slots);
  }

  /** The number of items; may be read without the lock. */
  long size() {
    return size;
  }

  /** Adds the entry of a new item, which is claimed and due now. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  Entry<T> add(String id, T item, long period, long wall, long now) {
    int slot = queue.open();
    Entry<T> entry = new Entry<>(id, item, statuses.healthy(period), wall, slot);
    entry.due(now, now);
    slots.put(slot, entry);
    count(entry.status());
    size++;
    return entry;
  }

  /**
   * Removes the entry of a removed item from the schedule and the statistics; does nothing if that
   * has been done. The slot of a claimed entry is freed when its claim ends.
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  void remove(Entry<T> entry) {
    if (entry.isRemoved()) {
      return;
    }
    size--;
    uncount(entry.status());
    int slot = entry.slot();
    entry.markRemoved();
    if (queue.isClaimed(slot)) {
      queue.unlistTerminal(slot);
    } else {
      queue.take(slot, entry.due());
      free(entry, slot);
    }
  }

  private void free(Entry<T> entry, int slot) {
    entry.markFreed();
    slots.remove(slot);
    queue.close(slot);
  }

  /** Claims the most overdue entries. */
  Entry<T>[] claim(int most, long now) {
    queue.advance(now);
    Entry<T>[] claimed = Slots.newArray(Math.min(most, queue.ready()));
    for (int i = 0; i < claimed.length; i++) {
      claimed[i] = slots.get(queue.poll());
    }
    return claimed;
  }

  /** Ends the claim of an entry whose item has been removed. */
  void freeClaimed(Entry<T> entry) {
    remove(entry);
    free(entry, entry.slot());
  }

  /**
   * Ends a claim: schedules the entry at its due time, retains it if its item is terminal, or frees
   * it if its item was removed.
   */
  void release(Entry<T> entry, Duration retention, long now) {
    queue.advance(now);
    int slot = entry.slot();
    if (entry.isRemoved()) {
      free(entry, slot);
    } else if (entry.status().isTerminal()) {
      entry.due(now + retention.toNanos(), now);
      queue.retain(slot);
    } else {
      schedule(entry, entry.due(), now);
    }
  }

  private void schedule(Entry<T> entry, long due, long now) {
    entry.due(due, now);
    entry.due(queue.schedule(entry.slot(), entry.due(), now), now);
  }

  /** Makes an entry due now; a claimed entry as soon as it is released. */
  void hasten(Entry<T> entry, long now) {
    if (entry.isRemoved()) {
      return;
    }
    int slot = entry.slot();
    if (queue.isClaimed(slot)) {
      queue.hastenClaimed(slot);
    } else if (queue.isScheduled(slot)) {
      queue.advance(now);
      if (entry.due() > now) {
        queue.take(slot, entry.due());
        schedule(entry, now, now);
      }
    }
  }

  /** The sync of a claimed entry has failed, for the {@code failures}th time in a row. */
  void failed(Entry<T> entry, int failures, Throwable error) {
    change(entry, entry.status().failed(failures, error));
  }

  /** The sync of a claimed entry has succeeded, and its item now has this period. */
  void succeeded(Entry<T> entry, long period) {
    change(entry, statuses.healthy(period));
    evictableIfTerminal(entry);
  }

  private void change(Entry<T> entry, SyncStatus after) {
    if (!entry.isRemoved()) {
      uncount(entry.status());
      count(after);
    }
    entry.status(after);
  }

  /** Lets a claimed entry be evicted if its item is terminal; called once readers can see it. */
  void evictableIfTerminal(Entry<T> entry) {
    if (entry.status().isTerminal() && !entry.isRemoved()) {
      queue.terminal(entry.slot());
    }
  }

  private void count(SyncStatus status) {
    demand.add(status.period());
    failing += status.isHealthy() ? 0 : 1;
  }

  private void uncount(SyncStatus status) {
    demand.remove(status.period());
    failing -= status.isHealthy() ? 0 : 1;
  }

  /** The entry that has been retained longest, or null. */
  @Nullable Entry<T> longestRetained() {
    return entryOf(queue.longestRetained());
  }

  /**
   * The entry to evict first, or null: the one that has been retained longest; if none is retained,
   * the claimed entry that became terminal first, of which listeners may not have been notified
   * yet.
   */
  @Nullable Entry<T> evictable() {
    Entry<T> retained = longestRetained();
    return retained != null ? retained : entryOf(queue.longestClaimedTerminal());
  }

  private @Nullable Entry<T> entryOf(int slot) {
    return slot == DueQueue.NONE ? null : slots.get(slot);
  }

  /** The number of entries that are due and not claimed. */
  int due(long now) {
    queue.advance(now);
    return queue.ready();
  }

  /** When another may become due, or {@link DueQueue#NEVER}; to be called after {@link #due}. */
  long nextDue() {
    return queue.nextAdvance();
  }

  /** Scales the time left until entries without failures on the cache's own period are due. */
  void rescale(double factor, long now) {
    queue.advance(now);
    for (int slot = queue.nextScheduled(0);
        slot != DueQueue.NONE;
        slot = queue.nextScheduled(slot + 1)) {
      Entry<T> entry = slots.get(slot);
      if (entry.status().isUsual() && entry.due() > now) {
        queue.take(slot, entry.due());
        schedule(entry, StoreClock.sum(now, (long) ((entry.due() - now) * factor)), now);
      }
    }
  }

  /** The statistics at this moment, for this period of the cache. */
  StoreStats stats(Duration period, long now) {
    queue.advance(now);
    int first = queue.peek();
    long lag = first == DueQueue.NONE ? 0 : Math.max(0, now - slots.due(first));
    return new StoreStats(queue.ready(), lag, failing, demand.perSecond(period));
  }
}
