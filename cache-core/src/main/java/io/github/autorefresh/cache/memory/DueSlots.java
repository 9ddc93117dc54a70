package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import java.util.Arrays;

/**
 * Takes what is ready, except what is ready only because the stretched time has jumped to the due
 * times of others: a jump must not shorten an interval that began while that time was further
 * behind. Such a slot is scheduled again, for the unstretched due time of its entry. That is done
 * here and not at each jump, so that a jump costs nothing for the slots behind it. Guarded by the
 * store's lock.
 */
final class DueSlots<T extends CacheItem> {

  private final Slots<T> slots;
  private final DueQueue queue;
  private final Stretching stretching;

  DueSlots(Slots<T> slots, DueQueue queue, Stretching stretching) {
    this.slots = slots;
    this.queue = queue;
    this.stretching = stretching;
  }

  /** The entries of at most so many slots, which are claimed and whose intervals begin now. */
  Entry<T>[] take(int most, int perCall) {
    Entry<T>[] taken = Slots.newArray(Math.min(most, queue.ready()));
    int count = 0;
    while (count < taken.length && queue.ready() > 0) {
      int before = count;
      int[] polled = new int[Math.min(taken.length - count, queue.ready())];
      queue.lanes().poll(polled, perCall);
      for (int slot : polled) {
        if (!postpone(slot)) {
          stretching.begins(slot);
          taken[count++] = slots.get(slot);
        }
      }
      queue.lanes().unmade((polled.length - (count - before)) / perCall);
    }
    return count == taken.length ? taken : Arrays.copyOf(taken, count);
  }

  /** Schedules a claimed slot again if its unstretched due time is yet to come. */
  private boolean postpone(int slot) {
    long early = stretching.broughtForward(slot);
    if (early == 0) {
      return false;
    }
    Entry<T> entry = slots.get(slot);
    long now = stretching.clock().now();
    long due = StoreClock.sum(entry.due(), early);
    if (entry.isDueInReal() || due <= now) {
      return false;
    }
    stretching.begins(slot);
    entry.due(due, now);
    queue.schedulePeriodic(slot, entry.due(), now);
    return true;
  }
}
