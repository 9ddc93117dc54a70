package io.github.autorefresh.cache.memory;

import java.util.Arrays;

/**
 * A binary heap of slots by due time. It reports the position of each slot, so that a slot can be
 * removed from the middle. The keys are in an array of their own, so that comparing them needs no
 * access outside the heap. Not thread-safe.
 */
final class SlotHeap {

  private static final int SMALLEST = 16;

  private final Positions positions;
  private long[] keys = new long[SMALLEST];
  private int[] slots = new int[SMALLEST];
  private int size;

  /** Is notified of the position of a slot whenever it changes. */
  @FunctionalInterface
  interface Positions {
    void moved(int slot, int position);
  }

  SlotHeap(Positions positions) {
    this.positions = positions;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** The earliest due time; only if not empty. */
  long firstKey() {
    return keys[0];
  }

  int firstSlot() {
    return slots[0];
  }

  void add(int slot, long due) {
    if (size == slots.length) {
      resize(2 * size);
    }
    siftUp(size++, slot, due);
  }

  void removeAt(int position) {
    int last = --size;
    if (position < last) {
      int slot = slots[last];
      long due = keys[last];
      if (position > 0 && due < keys[(position - 1) >>> 1]) {
        siftUp(position, slot, due);
      } else {
        siftDown(position, slot, due);
      }
    }
    if (size >= SMALLEST && size < slots.length / 4) {
      resize(slots.length / 2);
    }
  }

  private void siftUp(int from, int slot, long due) {
    int i = from;
    while (i > 0) {
      int parent = (i - 1) >>> 1;
      if (keys[parent] <= due) {
        break;
      }
      put(i, slots[parent], keys[parent]);
      i = parent;
    }
    put(i, slot, due);
  }

  private void siftDown(int from, int slot, long due) {
    int i = from;
    for (int child = 2 * i + 1; child < size; child = 2 * i + 1) {
      if (child + 1 < size && keys[child + 1] < keys[child]) {
        child++;
      }
      if (due <= keys[child]) {
        break;
      }
      put(i, slots[child], keys[child]);
      i = child;
    }
    put(i, slot, due);
  }

  private void put(int position, int slot, long due) {
    keys[position] = due;
    slots[position] = slot;
    positions.moved(slot, position);
  }

  private void resize(int capacity) {
    keys = Arrays.copyOf(keys, capacity);
    slots = Arrays.copyOf(slots, capacity);
  }
}
