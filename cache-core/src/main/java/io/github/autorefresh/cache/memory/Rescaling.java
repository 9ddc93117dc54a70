package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;

/**
 * Scales the time left until entries without failures on the cache's own period are due, when that
 * period changes: of scheduled entries, and of those that are still claimed although their next due
 * time has been committed. Guarded by the store's lock.
 */
final class Rescaling<T extends CacheItem> {

  private final Slots<T> slots;
  private final DueQueue queue;
  private final Stretching stretching;
  private final long stretched;
  private final long now;

  /**
   * Of what is in this queue at this moment.
   *
   * @param stretching has been advanced
   * @param now in nanoseconds since the store's origin
   */
  Rescaling(Slots<T> slots, DueQueue queue, Stretching stretching, long now) {
    this.slots = slots;
    this.queue = queue;
    this.stretching = stretching;
    this.stretched = stretching.clock().now();
    this.now = now;
  }

  void by(double factor) {
    int from = 0;
    for (int slot; (slot = queue.next(from)) != DueQueue.NONE; from = slot + 1) {
      Entry<T> entry = slots.get(slot);
      long left = left(entry, slot);
      if (entry.status().isUsual() && left > 0) {
        scale(entry, slot, (long) (left * factor));
      }
    }
  }

  /** The time until the entry is due, and what jumps of the stretched time have taken off it. */
  private long left(Entry<T> entry, int slot) {
    return entry.isDueInReal()
        ? entry.due() - now
        : entry.due() - stretched + stretching.broughtForward(slot);
  }

  private void scale(Entry<T> entry, int slot, long left) {
    if (queue.isClaimed(slot) && entry.isDueInReal()) {
      entry.dueInReal(StoreClock.sum(now, left), now);
    } else if (queue.isScheduled(slot) && !entry.isDueInReal()) {
      queue.take(slot, entry.due());
      if (stretching.broughtForward(slot) > 0) {
        stretching.begins(slot);
      }
      entry.due(StoreClock.sum(stretched, left), stretched);
      queue.schedule(slot, entry.due(), stretched);
    }
  }
}
