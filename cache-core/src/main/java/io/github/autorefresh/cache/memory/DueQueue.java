package io.github.autorefresh.cache.memory;

import java.util.Arrays;

/**
 * Numbered slots in order of their due times: a calendar queue (R. Brown, CACM 31(10), 1988) with
 * one list per millisecond for the next seconds, a heap for what is due later, and one list of what
 * is due already.
 *
 * <p>Adding and polling cost the same at any size. Slots are linked by number, in arrays of ints:
 * unlike references, ints that move about make no work for a garbage collector's write barriers.
 *
 * <p>Times are nanoseconds since a common origin and not negative. A due time in the future is
 * rounded up to the next whole millisecond: never early, and at most that late. Within a
 * millisecond the order is that of adding. Not thread-safe.
 */
final class DueQueue {

  /** No slot. */
  static final int NONE = -1;

  /** No time. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long TICK_NANOS = 1_000_000;
  private static final int RING = 1 << 13;
  private static final int MASK = RING - 1;

  // The heads of all lists are links too: the ring's first, then these two, then the slots.
  private static final int READY = RING;
  private static final int RESTING = RING + 1;
  private static final int HEADS = RING + 2;

  private static final byte FREE = 0;
  private static final byte CLAIMED = 1;
  private static final byte CLAIMED_AND_HASTENED = 2;
  private static final byte IN_READY = 3;
  private static final byte IN_LATE = 4;
  private static final byte IN_RING = 5; // or, once its tick has passed, in the ready list
  private static final byte IN_FAR = 6;
  private static final byte AT_REST = 7;

  private int[] next = new int[HEADS + 64];
  private int[] prev = new int[HEADS + 64];
  private byte[] state = new byte[64];
  private int slots;
  private int free = NONE;

  /** How many are in each list of the ring, and which lists may not be empty. */
  private final int[] ringCounts = new int[RING];

  private final long[] ringBits = new long[RING / Long.SIZE];
  private int inRing;

  /** Due later than the ring reaches. */
  private final SlotHeap far = new SlotHeap((slot, position) -> prev[HEADS + slot] = position);

  /** Due before something that is in the ready list already, because its sync took that long. */
  private final SlotHeap late = new SlotHeap((slot, position) -> prev[HEADS + slot] = position);

  private int inReadyList;

  /** All ticks up to this one have passed: their slots are ready. */
  private long tick;

  /** No slot of the ready list is due after this tick. */
  private long lastReadyTick;

  DueQueue() {
    for (int head = 0; head < HEADS; head++) {
      next[head] = head;
      prev[head] = head;
    }
  }

  /** Makes a slot. It is claimed until it is scheduled or put to rest. */
  int open() {
    int slot = free;
    if (slot != NONE) {
      free = next[HEADS + slot];
    } else {
      slot = slots++;
      if (slot == state.length) {
        int capacity = slot + (slot >> 1);
        next = Arrays.copyOf(next, HEADS + capacity);
        prev = Arrays.copyOf(prev, HEADS + capacity);
        state = Arrays.copyOf(state, capacity);
      }
    }
    state[slot] = CLAIMED;
    return slot;
  }

  /** Ends a claimed slot; its number will be used again. */
  void close(int slot) {
    state[slot] = FREE;
    next[HEADS + slot] = free;
    free = slot;
  }

  /** One more than the largest slot number. */
  int slots() {
    return slots;
  }

  boolean isClaimed(int slot) {
    return state[slot] == CLAIMED || state[slot] == CLAIMED_AND_HASTENED;
  }

  boolean isAtRest(int slot) {
    return state[slot] == AT_REST;
  }

  boolean isScheduled(int slot) {
    return state[slot] >= IN_READY && state[slot] <= IN_FAR;
  }

  /**
   * Schedules a claimed slot, after {@link #advance}; at once if it was hastened meanwhile.
   *
   * @return the due time that holds
   */
  long schedule(int slot, long due, long now) {
    long at = state[slot] == CLAIMED_AND_HASTENED ? Math.min(due, now) : due;
    if (at <= now) {
      scheduleReady(slot, at);
    } else {
      long dueTick = tickAfter(at);
      if (dueTick - tick < RING) {
        addToRing(slot, dueTick);
      } else {
        state[slot] = IN_FAR;
        far.add(slot, at);
      }
    }
    return at;
  }

  private void scheduleReady(int slot, long due) {
    long dueTick = tickAfter(due);
    if (inReadyList == 0 || dueTick >= lastReadyTick) {
      lastReadyTick = dueTick;
      state[slot] = IN_READY;
      append(READY, slot);
      inReadyList++;
    } else {
      state[slot] = IN_LATE;
      late.add(slot, due);
    }
  }

  private void addToRing(int slot, long dueTick) {
    int list = (int) dueTick & MASK;
    state[slot] = IN_RING;
    append(list, slot);
    ringCounts[list]++;
    ringBits[list >> 6] |= 1L << list;
    inRing++;
  }

  /** Lets time pass: what is due by now becomes ready. */
  void advance(long now) {
    long nowTick = now / TICK_NANOS;
    if (nowTick <= tick) {
      return;
    }
    while (inRing > 0) {
      long t = nextTickOfRing();
      if (t > nowTick) {
        break;
      }
      int list = (int) t & MASK;
      splice(list);
      inReadyList += ringCounts[list];
      inRing -= ringCounts[list];
      ringCounts[list] = 0;
      ringBits[list >> 6] &= ~(1L << list);
      lastReadyTick = Math.max(lastReadyTick, t);
      tick = t;
    }
    tick = nowTick;
    while (!far.isEmpty() && tickAfter(far.firstKey()) - tick < RING) {
      int slot = far.firstSlot();
      long due = far.firstKey();
      far.removeAt(0);
      if (due <= now) {
        scheduleReady(slot, due);
      } else {
        addToRing(slot, tickAfter(due));
      }
    }
  }

  /** The first tick after the current one that may have slots; only if the ring is not empty. */
  private long nextTickOfRing() {
    for (long t = tick + 1; ; ) {
      int list = (int) t & MASK;
      long bits = ringBits[list >> 6] >>> list;
      if (bits == 0) {
        t += Long.SIZE - (list & (Long.SIZE - 1));
        continue;
      }
      t += Long.numberOfTrailingZeros(bits);
      list = (int) t & MASK;
      if (ringCounts[list] > 0) {
        return t;
      }
      ringBits[list >> 6] &= ~(1L << list);
      t++;
    }
  }

  /** How many slots are ready. */
  int ready() {
    return inReadyList + late.size();
  }

  /** The ready slot to be polled next, or {@link #NONE}. */
  int peek(DueTimes dues) {
    if (late.isEmpty()) {
      return inReadyList == 0 ? NONE : next[READY] - HEADS;
    }
    int listed = next[READY] - HEADS;
    return inReadyList == 0 || late.firstKey() < dues.due(listed) ? late.firstSlot() : listed;
  }

  /** Takes the most overdue of the ready slots, which is claimed from now on, or {@link #NONE}. */
  int poll(DueTimes dues) {
    int slot = peek(dues);
    if (slot != NONE) {
      takeReady(slot);
    }
    return slot;
  }

  private void takeReady(int slot) {
    if (state[slot] == IN_LATE) {
      late.removeAt(prev[HEADS + slot]);
    } else {
      unlink(slot);
      inReadyList--;
    }
    state[slot] = CLAIMED;
  }

  /** Takes a scheduled or resting slot out; it is claimed from now on. */
  void take(int slot, long due) {
    switch (state[slot]) {
      case IN_FAR -> far.removeAt(prev[HEADS + slot]);
      case AT_REST -> unlink(slot);
      case IN_READY, IN_LATE -> takeReady(slot);
      case IN_RING -> {
        long dueTick = tickAfter(due);
        if (dueTick <= tick) {
          takeReady(slot);
        } else {
          unlink(slot);
          ringCounts[(int) dueTick & MASK]--;
          inRing--;
        }
      }
      default -> throw new IllegalStateException("slot " + slot + " in state " + state[slot]);
    }
    state[slot] = CLAIMED;
  }

  /** Makes a claimed slot due as soon as it is scheduled again. */
  void hastenClaimed(int slot) {
    state[slot] = CLAIMED_AND_HASTENED;
  }

  /** When the next slot becomes ready; only if none is, after {@link #advance}. */
  long nextReady() {
    if (inRing > 0) {
      return nextTickOfRing() * TICK_NANOS;
    }
    return far.isEmpty() ? NEVER : tickAfter(far.firstKey()) * TICK_NANOS;
  }

  /** Puts a claimed slot to rest, behind all that rest already. */
  void rest(int slot) {
    state[slot] = AT_REST;
    append(RESTING, slot);
  }

  /** The slot that has rested longest, or {@link #NONE}. */
  int longestAtRest() {
    int first = next[RESTING];
    return first == RESTING ? NONE : first - HEADS;
  }

  private void append(int head, int slot) {
    int link = HEADS + slot;
    int last = prev[head];
    next[last] = link;
    prev[link] = last;
    next[link] = head;
    prev[head] = link;
  }

  private void unlink(int slot) {
    int link = HEADS + slot;
    int before = prev[link];
    int after = next[link];
    next[before] = after;
    prev[after] = before;
  }

  /** Moves a whole list of the ring to the end of the ready list. */
  private void splice(int list) {
    int first = next[list];
    int last = prev[list];
    int readyLast = prev[READY];
    next[readyLast] = first;
    prev[first] = readyLast;
    next[last] = READY;
    prev[READY] = last;
    next[list] = list;
    prev[list] = list;
  }

  private static long tickAfter(long due) {
    return (due + TICK_NANOS - 1) / TICK_NANOS;
  }

  /** The due times of slots, which are kept with the items. */
  @FunctionalInterface
  interface DueTimes {
    long due(int slot);
  }
}
