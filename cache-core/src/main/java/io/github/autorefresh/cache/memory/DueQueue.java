package io.github.autorefresh.cache.memory;

import java.util.Arrays;

/**
 * Numbered slots in order of their due times: a hierarchical timing wheel (Varghese and Lauck, SOSP
 * 1987) with one list per millisecond for the next seconds, one per half a second for the next
 * hour, a heap for what is due later, and one list of what is due already.
 *
 * <p>Adding and polling cost the same at any size, and an item takes nine bytes.
 *
 * <p>Times are nanoseconds since a common origin and not negative. A due time in the future is
 * rounded up to the next whole millisecond: never early, and at most that late. Within a
 * millisecond the order is that of adding. Not thread-safe.
 */
final class DueQueue {

  /** No slot. */
  static final int NONE = Links.NONE;

  /** No time. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long TICK_NANOS = 1_000_000;

  /** The wheel of the next ticks. */
  private static final int NEAR = 1 << 12;

  private static final int NEAR_MASK = NEAR - 1;

  /** The wheel behind it, each list of which has so many ticks. */
  private static final int SPANS = 1 << 13;

  private static final int SPAN_BITS = 9;
  private static final int SPAN_MASK = SPANS - 1;

  // The lists: those of both wheels, then these two.
  private static final int READY = NEAR + SPANS;
  private static final int RESTING = READY + 1;
  private static final int LISTS = READY + 2;

  private static final byte FREE = 0;
  private static final byte CLAIMED = 1;
  private static final byte CLAIMED_AND_HASTENED = 2;
  private static final byte IN_READY = 3;
  private static final byte IN_LATE = 4;
  private static final byte IN_NEAR = 5; // or, once its tick has passed, in the ready list
  private static final byte IN_SPAN = 6;
  private static final byte IN_FAR = 7;
  private static final byte AT_REST = 8;

  private final DueTimes dues;
  private final Links links = new Links(LISTS);
  private byte[] state = new byte[64];
  private int slots;
  private int free = NONE;

  /** How many are in each list of the near wheel, and which lists may not be empty. */
  private final int[] nearCounts = new int[NEAR];

  private final long[] nearBits = new long[NEAR / Long.SIZE];
  private int inNear;
  private int inSpans;

  /** Due later than the wheels reach. */
  private final SlotHeap far = new SlotHeap(links::note);

  /** Due before something that is in the ready list already, because its sync took that long. */
  private final SlotHeap late = new SlotHeap(links::note);

  private int inReadyList;

  /** All ticks up to this one have passed: their slots are ready. */
  private long tick;

  /** All spans up to this one have been dealt out to the near wheel. */
  private long dealt = lastSpanWithin(0);

  /** No slot of the ready list is due after this tick. */
  private long lastReadyTick;

  DueQueue(DueTimes dues) {
    this.dues = dues;
  }

  /** Makes a slot. It is claimed until it is scheduled or put to rest. */
  int open() {
    int slot = free;
    if (slot != NONE) {
      free = links.note(slot);
    } else {
      slot = slots++;
      links.makeRoom(slots);
      if (slot == state.length) {
        state = Arrays.copyOf(state, slot + (slot >> 2));
      }
    }
    state[slot] = CLAIMED;
    return slot;
  }

  /** Ends a claimed slot; its number will be used again. */
  void close(int slot) {
    state[slot] = FREE;
    links.note(slot, free);
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
      scheduleLater(slot, at);
    }
    return at;
  }

  private void scheduleLater(int slot, long due) {
    long dueTick = tickAfter(due);
    long span = dueTick >> SPAN_BITS;
    if (span <= dealt) {
      addToNear(slot, dueTick);
    } else if (span - dealt < SPANS) {
      state[slot] = IN_SPAN;
      links.append(listOfSpan(span), slot);
      inSpans++;
    } else {
      state[slot] = IN_FAR;
      far.add(slot, due);
    }
  }

  private void scheduleReady(int slot, long due) {
    long dueTick = tickAfter(due);
    if (inReadyList == 0 || dueTick >= lastReadyTick) {
      lastReadyTick = dueTick;
      state[slot] = IN_READY;
      links.append(READY, slot);
      inReadyList++;
    } else {
      state[slot] = IN_LATE;
      late.add(slot, due);
    }
  }

  private void addToNear(int slot, long dueTick) {
    int list = (int) dueTick & NEAR_MASK;
    state[slot] = IN_NEAR;
    links.append(list, slot);
    nearCounts[list]++;
    nearBits[list >> 6] |= 1L << list;
    inNear++;
  }

  /** Lets time pass: what is due by now becomes ready. */
  void advance(long now) {
    long nowTick = now / TICK_NANOS;
    while (tick < nowTick) {
      if (inNear == 0 && inSpans == 0) {
        tick = nowTick;
        dealt = lastSpanWithin(tick);
      } else {
        pass(Math.min(nowTick, tickToDeal(dealt + 1)));
      }
      while (!far.isEmpty() && (tickAfter(far.firstKey()) >> SPAN_BITS) - dealt < SPANS) {
        int slot = far.firstSlot();
        long due = far.firstKey();
        far.removeAt(0);
        if (tickAfter(due) <= tick) {
          scheduleReady(slot, due);
        } else {
          scheduleLater(slot, due);
        }
      }
    }
  }

  /** Lets the ticks up to this one pass, after which at most one more span is within reach. */
  private void pass(long until) {
    while (inNear > 0) {
      long t = nextNearTick();
      if (t > until) {
        break;
      }
      int list = (int) t & NEAR_MASK;
      links.splice(list, READY);
      inReadyList += nearCounts[list];
      inNear -= nearCounts[list];
      nearCounts[list] = 0;
      nearBits[list >> 6] &= ~(1L << list);
      lastReadyTick = Math.max(lastReadyTick, t);
    }
    tick = until;
    if (lastSpanWithin(tick) > dealt) {
      dealt++;
      deal(listOfSpan(dealt));
    }
  }

  /** Moves what is in a span to the near wheel. */
  private void deal(int list) {
    for (int slot = links.first(list); slot != NONE; slot = links.first(list)) {
      links.unlink(slot);
      inSpans--;
      addToNear(slot, tickAfter(dues.due(slot)));
    }
  }

  /** The last span of which no tick is further than the near wheel reaches. */
  private static long lastSpanWithin(long tick) {
    return ((tick + NEAR) >> SPAN_BITS) - 1;
  }

  /** The tick from which on a span is within the near wheel's reach. */
  private static long tickToDeal(long span) {
    return ((span + 1) << SPAN_BITS) - NEAR;
  }

  private static int listOfSpan(long span) {
    return NEAR + ((int) span & SPAN_MASK);
  }

  /**
   * The first tick after the current one that may have slots; only if the near wheel is not empty.
   */
  private long nextNearTick() {
    for (long t = tick + 1; ; ) {
      int list = (int) t & NEAR_MASK;
      long bits = nearBits[list >> 6] >>> list;
      if (bits == 0) {
        t += Long.SIZE - (list & (Long.SIZE - 1));
        continue;
      }
      t += Long.numberOfTrailingZeros(bits);
      list = (int) t & NEAR_MASK;
      if (nearCounts[list] > 0) {
        return t;
      }
      nearBits[list >> 6] &= ~(1L << list);
      t++;
    }
  }

  /** How many slots are ready. */
  int ready() {
    return inReadyList + late.size();
  }

  /** The ready slot to be polled next, or {@link #NONE}. */
  int peek() {
    if (late.isEmpty()) {
      return links.first(READY);
    }
    return inReadyList == 0 || late.firstKey() < dues.due(links.first(READY))
        ? late.firstSlot()
        : links.first(READY);
  }

  /** Takes the most overdue of the ready slots, which is claimed from now on, or {@link #NONE}. */
  int poll() {
    int slot = peek();
    if (slot != NONE) {
      takeReady(slot);
    }
    return slot;
  }

  private void takeReady(int slot) {
    if (state[slot] == IN_LATE) {
      late.removeAt(links.note(slot));
    } else {
      links.unlink(slot);
      inReadyList--;
    }
    state[slot] = CLAIMED;
  }

  /** Takes a scheduled or resting slot out; it is claimed from now on. */
  void take(int slot, long due) {
    switch (state[slot]) {
      case IN_FAR -> far.removeAt(links.note(slot));
      case AT_REST -> links.unlink(slot);
      case IN_READY, IN_LATE -> takeReady(slot);
      case IN_NEAR -> {
        long dueTick = tickAfter(due);
        if (dueTick <= tick) {
          takeReady(slot);
        } else {
          links.unlink(slot);
          nearCounts[(int) dueTick & NEAR_MASK]--;
          inNear--;
        }
      }
      case IN_SPAN -> {
        links.unlink(slot);
        inSpans--;
      }
      default -> throw new IllegalStateException("slot " + slot + " in state " + state[slot]);
    }
    state[slot] = CLAIMED;
  }

  /** Makes a claimed slot due as soon as it is scheduled again. */
  void hastenClaimed(int slot) {
    state[slot] = CLAIMED_AND_HASTENED;
  }

  /**
   * When to {@link #advance} next, because a slot becomes ready or is at least to be dealt out;
   * only if none is ready, after {@link #advance}.
   */
  long nextTurn() {
    if (inNear > 0) {
      return nextNearTick() * TICK_NANOS;
    }
    if (inSpans > 0) {
      long span = dealt + 1;
      while (links.isEmpty(listOfSpan(span))) {
        span++;
      }
      return tickToDeal(span) * TICK_NANOS;
    }
    return far.isEmpty() ? NEVER : tickAfter(far.firstKey()) * TICK_NANOS;
  }

  /** Puts a claimed slot to rest, behind all that rest already. */
  void rest(int slot) {
    state[slot] = AT_REST;
    links.append(RESTING, slot);
  }

  /** The slot that has rested longest, or {@link #NONE}. */
  int longestAtRest() {
    return links.first(RESTING);
  }

  private static long tickAfter(long due) {
    return (due + TICK_NANOS - 1) / TICK_NANOS;
  }

  /** The due times of scheduled slots, which are kept with the items. */
  @FunctionalInterface
  interface DueTimes {
    long due(int slot);
  }
}
