package io.github.autorefresh.cache.memory;

import static io.github.autorefresh.cache.memory.TimingWheel.tickAfter;

/**
 * The ready slots of one kind, most overdue first: a list in order of due times, and a heap of
 * those that do not fit at its end. Not thread-safe.
 */
final class Lane {

  private final int list;
  private final Links links;
  private final DueTimes dues;

  /** Due before something that is in the list already, because its sync took that long. */
  private final SlotHeap late;

  private int inList;

  /** No slot of the list is due after this tick. */
  private long lastTick;

  /**
   * An empty lane.
   *
   * @param list the number of its list in {@code links}
   */
  Lane(int list, Links links, DueTimes dues) {
    this.list = list;
    this.links = links;
    this.dues = dues;
    late = new SlotHeap(links::note);
  }

  int list() {
    return list;
  }

  int size() {
    return inList + late.size();
  }

  boolean isEmpty() {
    return inList == 0 && late.isEmpty();
  }

  /** So many slots have been moved to the end of its list, the last of which were of that tick. */
  void moved(int slots, long last) {
    inList += slots;
    lastTick = Math.max(lastTick, last);
  }

  /**
   * Adds a slot, behind those that are as late.
   *
   * @return false if it is in the heap
   */
  boolean add(int slot, long due) {
    long tick = tickAfter(due);
    if (inList > 0 && tick < lastTick) {
      late.add(slot, due);
      return false;
    }
    lastTick = tick;
    links.append(list, slot);
    inList++;
    return true;
  }

  /**
   * Puts a slot back that was the first of this lane, before those that are as late.
   *
   * @return false if it is in the heap
   */
  boolean putBack(int slot, long due) {
    if (inList == 0) {
      return add(slot, due);
    }
    if (tickAfter(due) > tickAfter(dues.due(links.first(list)))) { // a later one than the first
      late.add(slot, due);
      return false;
    }
    links.prepend(list, slot);
    inList++;
    return true;
  }

  /**
   * Removes a slot.
   *
   * @param inHeap what {@link #add} has told
   */
  void remove(int slot, boolean inHeap) {
    if (inHeap) {
      late.removeAt(links.note(slot));
    } else {
      links.unlink(slot);
      inList--;
    }
  }

  /** Removes the most overdue slot, and returns it; only if the lane is not empty. */
  int poll() {
    int slot = first();
    remove(slot, !late.isEmpty() && slot == late.firstSlot());
    return slot;
  }

  /**
   * Removes the most overdue slots in one pass, as many as there is room for in the array.
   *
   * @return false, with none removed, if some are in the heap
   */
  boolean poll(int[] polled) {
    if (!late.isEmpty()) {
      return false;
    }
    links.unlinkFirst(list, polled);
    inList -= polled.length;
    return true;
  }

  /** The most overdue slot, or {@link Links#NONE}. */
  int first() {
    if (late.isEmpty()) {
      return links.first(list);
    }
    return inList == 0 || late.firstKey() < dues.due(links.first(list))
        ? late.firstSlot()
        : links.first(list);
  }
}
