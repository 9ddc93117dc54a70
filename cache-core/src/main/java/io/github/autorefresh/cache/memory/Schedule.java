package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.StoreStats;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The entries by due time, and what all of them are counted by. An entry is either claimed, which
 * makes it its claimer's, or scheduled, or at rest because it is terminal.
 *
 * <p>Guarded by the store's lock but for {@link #size}; times are nanoseconds since the store's
 * origin, and every {@code now} passed in is at least the one before.
 */
final class Schedule<T extends CacheItem> {

  private final Slots<T> slots = new Slots<>();
  private final DueQueue queue = new DueQueue(slots);
  private final Demand demand = new Demand();
  private final SyncStatuses standings = new SyncStatuses();
  private volatile long size;
  private long failing;

  /** How many items there are; may be read without the lock. */
  long size() {
    return size;
  }

  /** Makes an entry of a new item, which is claimed, and due now. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  Entry<T> open(String id, T item, long period, long wall, long now) {
    int slot = queue.open();
    Entry<T> entry = new Entry<>(id, item, standings.well(period), wall, slot);
    entry.due(now, now);
    slots.put(slot, entry);
    count(entry.standing());
    size++;
    return entry;
  }

  /** Accounts for a removal, once; a claimed slot is freed by who has claimed it. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  void leave(Entry<T> entry) {
    if (entry.hasLeft()) {
      return;
    }
    size--;
    uncount(entry.standing());
    int slot = entry.slot();
    entry.leave();
    if (!queue.isClaimed(slot)) {
      queue.take(slot, entry.due());
      free(entry, slot);
    }
  }

  private void free(Entry<T> entry, int slot) {
    entry.free();
    slots.remove(slot);
    queue.close(slot);
  }

  /** Takes the most overdue entries out, which are the caller's from now on. */
  Entry<T>[] poll(int most, long now) {
    queue.advance(now);
    Entry<T>[] polled = Slots.newArray(Math.min(most, queue.ready()));
    for (int i = 0; i < polled.length; i++) {
      polled[i] = slots.get(queue.poll());
    }
    return polled;
  }

  /** Ends the claim of an entry that was found removed. */
  void bury(Entry<T> entry) {
    leave(entry);
    free(entry, entry.slot());
  }

  /** Ends a claim: the entry goes where it says, or is freed if its item has been removed. */
  void putBack(Entry<T> entry, Duration retention, long now) {
    queue.advance(now);
    int slot = entry.slot();
    if (entry.hasLeft()) {
      free(entry, slot);
    } else if (entry.standing().isTerminal()) {
      entry.due(now + retention.toNanos(), now);
      queue.rest(slot);
    } else {
      schedule(entry, entry.due(), now);
    }
  }

  private void schedule(Entry<T> entry, long due, long now) {
    entry.due(due, now);
    entry.due(queue.schedule(entry.slot(), entry.due(), now), now);
  }

  /** Makes an entry due now; a claimed one as soon as it is put back. */
  void hasten(Entry<T> entry, long now) {
    if (entry.hasLeft()) {
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
  void failed(Entry<T> entry, int failures, Throwable error) {
    change(entry, entry.standing().failed(failures, error));
  }

  /** A claimed entry's sync has succeeded, and its item has this period now. */
  void succeeded(Entry<T> entry, long period) {
    change(entry, standings.well(period));
  }

  private void change(Entry<T> entry, SyncStatus after) {
    if (!entry.hasLeft()) {
      uncount(entry.standing());
      count(after);
    }
    entry.standing(after);
  }

  private void count(SyncStatus standing) {
    demand.add(standing.period());
    failing += standing.isWell() ? 0 : 1;
  }

  private void uncount(SyncStatus standing) {
    demand.remove(standing.period());
    failing -= standing.isWell() ? 0 : 1;
  }

  /** The entry that has been terminal for longest, or null. */
  @Nullable Entry<T> longestTerminal() {
    int slot = queue.longestAtRest();
    return slot == DueQueue.NONE ? null : slots.get(slot);
  }

  /** How many entries are due and not claimed. */
  int ready(long now) {
    queue.advance(now);
    return queue.ready();
  }

  /** When one may become due, or {@link DueQueue#NEVER}; only if none is. */
  long nextReady() {
    return queue.nextTurn();
  }

  /** Scales the time that is left until entries on the cache's own period are due. */
  void rescale(double factor, long now) {
    queue.advance(now);
    for (int slot = 0; slot < queue.slots(); slot++) {
      if (queue.isScheduled(slot)) {
        Entry<T> entry = slots.get(slot);
        if (entry.standing().isUsual() && entry.due() > now) {
          queue.take(slot, entry.due());
          schedule(entry, now + (long) ((entry.due() - now) * factor), now);
        }
      }
    }
  }

  /** The figures of this moment, if the cache's own period is this. */
  StoreStats stats(Duration period, long now) {
    queue.advance(now);
    int first = queue.peek();
    long lag = first == DueQueue.NONE ? 0 : Math.max(0, now - slots.due(first));
    return new StoreStats(queue.ready(), lag, failing, demand.perSecond(period));
  }
}
