package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
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
  private final Figures figures = new Figures();
  private final TerminalEntries<T> terminals = new TerminalEntries<>(slots, queue.terminals());
  private final Stretching stretching;
  private final DueSlots<T> due;
  private final @Nullable Histories histories;
  private volatile long size;

  Schedule(CacheSettings settings) {
    queue.keep(slots);
    stretching = new Stretching(queue, slots, figures.demand(), settings);
    due = new DueSlots<>(slots, queue, stretching);
    histories = Histories.of(queue, settings);
  }

  /** Null if the cadence is fixed. */
  @Nullable Histories histories() {
    return histories;
  }

  Stretching stretching() {
    return stretching;
  }

  /** The number of items; may be read without the lock. */
  long size() {
    return size;
  }

  /** Adds the entry of a new item, which is claimed and due now. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  Entry<T> add(String id, T item, long period, long wall, long now) {
    int slot = queue.open(Lanes.FIRST);
    Entry<T> entry = new Entry<>(id, item, figures.add(period), wall, slot);
    entry.dueInReal(now, now);
    slots.put(slot, entry);
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
    figures.remove(entry.status());
    terminals.removed(entry);
    int slot = entry.slot();
    entry.markRemoved();
    if (queue.isClaimed(slot)) {
      queue.terminals().unlist(slot);
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
   * Claims entries by their {@link Lanes}, the most overdue of each first, after {@link #due}.
   *
   * @param perCall how many of them one call takes
   */
  Entry<T>[] claim(int most, int perCall, long now) {
    Entry<T>[] claimed = due.take(most, perCall);
    stretching.claimed(claimed.length, now);
    return claimed;
  }

  /** The claims of so many entries end, but not of a probe. */
  void released(int items) {
    stretching.released(items);
  }

  /** So many calls are not made for claimed entries: the next ones are made in their place. */
  void unmade(int calls, int items) {
    queue.lanes().unmade(calls);
    stretching.unmade(items);
  }

  /**
   * Claims this entry for a probe, due or not; false if it is claimed, retained or removed. A probe
   * takes no lane's turn, and is no work that the stretch depends on.
   */
  boolean claim(Entry<T> entry, long now) {
    if (!isScheduled(entry)) {
      return false;
    }
    stretching.advance(now);
    queue.take(entry.slot(), entry.due());
    stretching.begins(entry.slot());
    return true;
  }

  private boolean isScheduled(Entry<T> entry) {
    return !entry.isRemoved() && queue.isScheduled(entry.slot());
  }

  /**
   * Makes an entry due, unless it is already, that has failed in the outage which has just ended; a
   * claimed one later.
   */
  void recover(Entry<T> entry, long due, long now) {
    stretching.advance(now);
    if (entry.isRemoved() || entry.status().isHealthy() || isDue(entry, now)) {
      return;
    }
    boolean scheduled = isScheduled(entry); // or its call has timed out and has not returned
    if (scheduled) {
      queue.take(entry.slot(), entry.due());
    }
    entry.dueInReal(due, now);
    if (scheduled) {
      schedule(entry, now);
    }
  }

  private boolean isDue(Entry<T> entry, long now) {
    return entry.due() <= (entry.isDueInReal() ? now : stretching.clock().now());
  }

  /** Ends the claim of an entry whose item was found removed. */
  void freeClaimed(Entry<T> entry) {
    remove(entry);
    free(entry, entry.slot());
  }

  /** Ends the first claim of an entry, that of its creator, after {@link Stretching#advance}. */
  void releaseNew(Entry<T> entry, Duration retention, long now) {
    if (!ends(entry, retention, now)) {
      schedule(entry, now);
    }
  }

  /**
   * Ends the claim of a synced entry, after {@link Stretching#advance}: it is due when it says,
   * retained, or freed if its item was removed. For the offset see {@link Stretching#beginsWith}.
   */
  void release(Entry<T> entry, Duration retention, long offset, long now) {
    if (ends(entry, retention, now)) {
      return;
    }
    int slot = entry.slot();
    if (entry.status().isHealthy()) {
      stretching.beginsWith(slot, offset);
    } else {
      stretching.begins(slot); // a backoff does not begin with the sync
    }
    if (queue.isHastened(slot)) {
      hasten(entry, slot, now);
    } else {
      schedulePeriodic(entry, slot, stretching.clock().now());
    }
  }

  /**
   * Ends the claim of an entry without having synced it, after {@link Stretching#advance}: it
   * returns to its lane and place. Of several, the last that was claimed is to be put back first.
   */
  void putBack(Entry<T> entry, Duration retention, long now) {
    if (ends(entry, retention, now)) {
      return;
    }
    int slot = entry.slot();
    boolean periodic = queue.laneOf(slot) == Lanes.PERIODIC;
    if (queue.isHastened(slot) || periodic == entry.isDueInReal()) {
      schedule(entry, now); // or the failure of its call has been committed by others
    } else {
      queue.putBack(slot, entry.due(), periodic ? stretching.clock().now() : now);
    }
  }

  /** False if the item of a claimed entry is to be synced again. */
  private boolean ends(Entry<T> entry, Duration retention, long now) {
    if (entry.isRemoved()) {
      free(entry, entry.slot());
    } else if (entry.status().isTerminal()) {
      entry.due(now + retention.toNanos(), now);
      queue.terminals().retain(entry.slot());
    } else {
      return false;
    }
    return true;
  }

  /** Schedules a claimed entry; an interval that is not from one sync to another begins now. */
  private void schedule(Entry<T> entry, long now) {
    int slot = entry.slot();
    stretching.begins(slot);
    if (queue.isHastened(slot)) {
      hasten(entry, slot, now);
    } else if (queue.laneOf(slot) != Lanes.PERIODIC && entry.due() <= now) {
      queue.schedule(slot, entry.due(), now);
    } else {
      schedulePeriodic(entry, slot);
    }
  }

  private void schedulePeriodic(Entry<T> entry, int slot) {
    schedulePeriodic(entry, slot, 0);
  }

  /**
   * @param earliest no earlier than this is the entry due, in stretched time: a call longer than
   *     the interval is no reason to be late, nor to wait for another one
   */
  private void schedulePeriodic(Entry<T> entry, int slot, long earliest) {
    if (entry.isDueInReal()) {
      entry.dueInStretched(stretching.offset(slot));
    }
    if (entry.due() < earliest) {
      entry.due(earliest, earliest);
    }
    queue.schedulePeriodic(slot, entry.due(), stretching.clock().now());
  }

  private void hasten(Entry<T> entry, int slot, long now) {
    long due = entry.isDueInReal() ? entry.due() : stretching.clock().toReal(entry.due(), now);
    entry.dueInReal(Math.max(0, Math.min(due, now)), now);
    queue.scheduleHastened(slot, entry.due(), now);
  }

  /** Makes an entry due now; a claimed entry as soon as it is released. */
  void hasten(Entry<T> entry, long now) {
    if (entry.isRemoved()) {
      return;
    }
    int slot = entry.slot();
    if (queue.isClaimed(slot)) {
      queue.hastenClaimed(slot);
    } else if (queue.isScheduled(slot) && queue.laneOf(slot) != Lanes.REFRESH) {
      stretching.advance(now);
      queue.take(slot, entry.due());
      hasten(entry, slot, now);
    }
  }

  /** A claimed entry's sync has failed: its next try is due by the clock. */
  void failed(Entry<T> entry, int inARow, Throwable error, long now) {
    entry.status(figures.failed(entry.status(), entry.isRemoved(), inARow, error, now));
    queue.periodic(entry.slot()); // a call that has timed out is not released before it returns
  }

  /** The sync of a claimed entry has succeeded, and its item now has this period and plan. */
  void succeeded(Entry<T> entry, long period, byte plan) {
    entry.status(figures.succeeded(entry.status(), entry.isRemoved(), period, plan));
    terminals.evictableIfTerminal(entry);
  }

  TerminalEntries<T> terminals() {
    return terminals;
  }

  /** How many are due and not claimed, after {@link Stretching#catchUp}. */
  int due(int wanted, long now) {
    stretching.advance(now);
    stretching.catchUp(wanted, now);
    return queue.ready();
  }

  /** See {@link Rescaling}. */
  void rescale(double factor, long now) {
    stretching.advance(now);
    new Rescaling<>(slots, queue, stretching, now).by(factor);
  }

  /** The statistics at this moment. */
  StoreStats stats(long now) {
    stretching.advance(now);
    return figures.stats(queue.ready(), stretching, now);
  }
}
