package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.StoreStats;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The entries by due time, and the figures of all of them. An entry is claimed, scheduled, or
 * retained because its item is terminal.
 *
 * <p>Guarded by the store's lock but for {@link #size}; times are nanoseconds since the store's
 * origin, and every {@code now} passed in is at least the one before.
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

  /** How many items there are; may be read without the lock. */
  long size() {
    return size;
  }

  /** Makes the entry of a new item, which is claimed, and due now. */
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
   * Removes the entry of a removed item from all figures; without effect if that has been done. The
   * slot of a claimed one is freed when its claim ends.
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

  /** Claims the most overdue entries. */
  Entry<T>[] claim(int most, long now) {
    queue.advance(now);
    Entry<T>[] claimed = Slots.newArray(Math.min(most, queue.ready()));
    for (int i = 0; i < claimed.length; i++) {
      claimed[i] = slots.get(queue.poll());
    }
    return claimed;
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
      schedule(entry, recoveredAt, now);
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

  /** Ends a claim: the entry is due when it says, retained, or freed if its item was removed. */
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

  /** Makes an entry due now; a claimed one as soon as it is released. */
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

  /** A claimed entry's sync has failed. */
  void failed(Entry<T> entry, int inARow, Throwable error, long now) {
    SyncStatus before = entry.status();
    Failures.Episode episode = before.episode();
    if (episode == null && !entry.isRemoved()) {
      episode = failures.begin(now);
    }
    change(entry, before.failed(inARow, error, episode));
  }

  /** A claimed entry's sync has succeeded, and its item has this period now. */
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

  /** Lets a claimed entry be evicted if its item is terminal: there are readers of it now. */
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

  /** The entry that has been terminal and not claimed for longest, or null. */
  @Nullable Entry<T> longestRetained() {
    return entryOf(queue.longestRetained());
  }

  /**
   * The entry to be evicted first, or null: one whose claim is over if there is any, so that its
   * listeners have been told; then the one that has been terminal for longest.
   */
  @Nullable Entry<T> evictable() {
    Entry<T> retained = longestRetained();
    return retained != null ? retained : entryOf(queue.longestClaimedTerminal());
  }

  private @Nullable Entry<T> entryOf(int slot) {
    return slot == DueQueue.NONE ? null : slots.get(slot);
  }

  /** How many entries are due and not claimed. */
  int due(long now) {
    queue.advance(now);
    return queue.ready();
  }

  /** When another one may become due, or {@link DueQueue#NEVER}; after {@link #due}. */
  long nextDue() {
    return queue.nextAdvance();
  }

  /** Scales the time that is left until entries on the cache's own period are due. */
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

  /** The figures of this moment, if the cache's own period is this. */
  StoreStats stats(Duration period, long now) {
    queue.advance(now);
    int first = queue.peek();
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
