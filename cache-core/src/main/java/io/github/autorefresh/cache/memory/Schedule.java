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
  private final Failures failures = new Failures();
  private volatile long size;
  private long failing;

  /** When the last outage ended; read without the lock too, by who has claimed an entry. */
  private volatile long recoveredAt = -1;

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
    int slot = queue.open(Lanes.FIRST);
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
    endFailures(entry.status());
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

  /**
   * Claims entries by their {@link Lanes}, the most overdue of each first.
   *
   * @param perCall how many of them one call takes
   */
  Entry<T>[] claim(int most, int perCall, long now) {
    queue.advance(now);
    Entry<T>[] claimed = Slots.newArray(Math.min(most, queue.ready()));
    for (int i = 0; i < claimed.length; i++) {
      claimed[i] = slots.get(queue.poll(i % perCall == 0));
    }
    return claimed;
  }

  /** So many calls are not made for claimed entries: the next ones are made in their place. */
  void unmade(int calls) {
    queue.unmade(calls);
  }

  /** Claims this entry, due or not; false if it is claimed, retained or removed. */
  boolean claim(Entry<T> entry, long now) {
    queue.advance(now);
    if (entry.isRemoved() || !queue.isScheduled(entry.slot())) {
      return false;
    }
    queue.take(entry.slot(), entry.due());
    return true;
  }

  /** An outage has ended. */
  void recovered(long now) {
    recoveredAt = now;
  }

  /** Makes an entry due that has failed in the outage which has just ended; a claimed one later. */
  void recover(Entry<T> entry, long now) {
    if (entry.isRemoved() || entry.status().isHealthy() || entry.due() <= recoveredAt) {
      return;
    }
    if (claim(entry, now)) {
      entry.due(queue.schedule(entry.slot(), recoveredAt, now), now);
    } else {
      entry.due(recoveredAt, now); // its call has timed out and has not returned
    }
  }

  /** True for a claimed entry that was due when an outage ended, and so together with others. */
  boolean isToSpread(Entry<T> entry) {
    return entry.due() <= recoveredAt;
  }

  /** Ends the claim of an entry whose item was found removed. */
  void freeClaimed(Entry<T> entry) {
    remove(entry);
    free(entry, entry.slot());
  }

  /**
   * Ends the claim of an entry that is new or has been synced: it is due when it says, retained, or
   * freed if its item was removed.
   */
  void release(Entry<T> entry, boolean synced, Duration retention, long now) {
    queue.advance(now);
    if (!ends(entry, retention, now)) {
      if (synced) {
        queue.periodic(entry.slot());
      }
      entry.due(queue.schedule(entry.slot(), entry.due(), now), now);
    }
  }

  /**
   * Ends the claim of an entry without having synced it: it returns to its lane and place. Of
   * several, the last that was claimed is to be put back first.
   */
  void putBack(Entry<T> entry, Duration retention, long now) {
    queue.advance(now);
    if (!ends(entry, retention, now)) {
      entry.due(queue.putBack(entry.slot(), entry.due(), now), now);
    }
  }

  /** False if the item of a claimed entry is to be synced again. */
  private boolean ends(Entry<T> entry, Duration retention, long now) {
    int slot = entry.slot();
    if (entry.isRemoved()) {
      free(entry, slot);
      return true;
    }
    if (entry.status().isTerminal()) {
      entry.due(now + retention.toNanos(), now);
      queue.retain(slot);
      return true;
    }
    return false;
  }

  /** Makes an entry due now; a claimed entry as soon as it is released. */
  void hasten(Entry<T> entry, long now) {
    if (entry.isRemoved()) {
      return;
    }
    int slot = entry.slot();
    if (queue.isClaimed(slot)) {
      queue.hastenClaimed(slot);
    } else if (queue.isScheduled(slot) && !queue.isAskedFor(slot)) {
      queue.advance(now);
      queue.take(slot, entry.due());
      entry.due(queue.scheduleHastened(slot, entry.due(), now), now);
    }
  }

  /** A claimed entry's sync has failed: its next try is due by the clock. */
  void failed(Entry<T> entry, int inARow, Throwable error, long now) {
    SyncStatus before = entry.status();
    Failures.Episode episode = before.episode();
    if (episode == null && !entry.isRemoved()) {
      episode = failures.begin(now);
    }
    change(entry, before.failed(inARow, error, episode));
    queue.periodic(entry.slot()); // a call that has timed out is not released before it returns
  }

  /** The sync of a claimed entry has succeeded, and its item now has this period. */
  void succeeded(Entry<T> entry, long period) {
    if (!entry.isRemoved()) {
      endFailures(entry.status());
    }
    change(entry, statuses.healthy(period));
    evictableIfTerminal(entry);
  }

  private void endFailures(SyncStatus status) {
    Failures.Episode episode = status.episode();
    if (episode != null) {
      failures.end(episode);
    }
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
        entry.due(StoreClock.sum(now, (long) ((entry.due() - now) * factor)), now);
        entry.due(queue.schedule(entry.slot(), entry.due(), now), now);
      }
    }
  }

  /** The statistics at this moment, for this period of the cache. */
  StoreStats stats(Duration period, long now) {
    queue.advance(now);
    int first = queue.mostOverdue();
    long lag = first == DueQueue.NONE ? 0 : Math.max(0, now - slots.due(first));
    return new StoreStats(
        queue.ready(),
        lag,
        failing,
        demand.perSecond(period),
        demand.live(),
        failures.longest(now));
  }
}
