package io.github.autorefresh.cache.memory;

/**
 * Slots by the tick at which they are due: a hierarchical timing wheel (Varghese and Lauck, SOSP
 * 1987) of two levels, with one list per tick for the next {@value #NEAR} ticks, and one list per
 * span of 512 ticks for the next {@value #SPANS} spans. The slots of a span are moved to the lists
 * of its ticks (cascaded) once all of these are within reach of the first level. Adding and
 * removing take constant time. A tick is a millisecond.
 *
 * <p>Of the lists in {@link Links}, the first {@value #LISTS} are the wheel's. Not thread-safe.
 */
final class TimingWheel {

  static final long TICK_NANOS = 1_000_000;

  private static final int NEAR = 1 << 12;
  private static final int NEAR_MASK = NEAR - 1;
  private static final int SPANS = 1 << 13;
  private static final int SPAN_MASK = SPANS - 1;
  private static final int SPAN_BITS = 9;

  /** It looks for the next slot of a span among at most so many. */
  static final int MOST_LOOKED_AT = 256;

  /** The number of lists that it needs. */
  static final int LISTS = NEAR + SPANS;

  private final Links links;
  private final DueTimes dues;

  /** The number of slots in each list of the first level, and which lists may not be empty. */
  private final int[] nearCounts = new int[NEAR];

  private final long[] nearBits = new long[NEAR / Long.SIZE];
  private int inNear;
  private int inSpans;

  /** All ticks up to this one have passed. */
  private long tick;

  /** All spans up to this one have been cascaded. */
  private long cascaded = lastSpanWithin(0);

  /** The last tick that had slots when it passed. */
  private long lastPassed;

  TimingWheel(Links links, DueTimes dues) {
    this.links = links;
    this.dues = dues;
  }

  /** The first tick that is not before this time. */
  static long tickAfter(long nanos) {
    return (nanos + TICK_NANOS - 1) / TICK_NANOS;
  }

  /** All ticks up to this one have passed. */
  long tick() {
    return tick;
  }

  /** The last tick that had slots when it passed, or zero. */
  long lastPassed() {
    return lastPassed;
  }

  boolean isEmpty() {
    return inNear == 0 && inSpans == 0;
  }

  /** True if slots of this tick can be added. */
  boolean reaches(long dueTick) {
    return (dueTick >> SPAN_BITS) - cascaded < SPANS;
  }

  /** Adds a slot whose tick has not passed and is within reach. */
  void add(int slot, long dueTick) {
    long span = dueTick >> SPAN_BITS;
    if (span <= cascaded) {
      addToNear(slot, dueTick);
    } else {
      links.append(listOf(span), slot);
      inSpans++;
    }
  }

  private void addToNear(int slot, long dueTick) {
    int list = (int) dueTick & NEAR_MASK;
    links.append(list, slot);
    nearCounts[list]++;
    nearBits[list >> 6] |= 1L << list;
    inNear++;
  }

  /** Removes a slot whose tick has not passed. */
  void remove(int slot, long dueTick) {
    links.unlink(slot);
    if (dueTick >> SPAN_BITS <= cascaded) {
      nearCounts[(int) dueTick & NEAR_MASK]--;
      inNear--;
    } else {
      inSpans--;
    }
  }

  /**
   * Lets ticks pass, up to {@code nowTick}, or until another span is within reach of the first
   * level or enough slots are due, whichever comes first; if the wheel is empty, up to {@code
   * nowTick}.
   *
   * @param to the list to the end of which the slots of these ticks are moved, in their order
   * @param enough after the tick with which it has moved so many slots, it goes no further
   * @return the number of slots moved
   */
  int advance(long nowTick, int to, int enough) {
    if (inNear == 0 && inSpans == 0) {
      tick = nowTick;
      cascaded = lastSpanWithin(tick);
      return 0;
    }
    long until = Math.min(nowTick, tickToCascade(cascaded + 1));
    int passed = pass(until, to, enough);
    tick = passed < enough ? until : lastPassed;
    if (lastSpanWithin(tick) > cascaded) {
      cascaded++;
      cascade(listOf(cascaded));
    }
    return passed;
  }

  private int pass(long until, int to, int enough) {
    int before = inNear;
    while (inNear > 0 && before - inNear < enough) {
      long next = nextNearTick();
      if (next > until) {
        break;
      }
      int list = (int) next & NEAR_MASK;
      links.splice(list, to);
      inNear -= nearCounts[list];
      nearCounts[list] = 0;
      nearBits[list >> 6] &= ~(1L << list);
      lastPassed = next;
    }
    return before - inNear;
  }

  private void cascade(int list) {
    for (int slot = links.first(list); slot != Links.NONE; slot = links.first(list)) {
      links.unlink(slot);
      inSpans--;
      addToNear(slot, tickAfter(dues.due(slot)));
    }
  }

  /** The last span of which all ticks are within reach of the first level. */
  private static long lastSpanWithin(long tick) {
    return ((tick + NEAR) >> SPAN_BITS) - 1;
  }

  /** The tick from which on a span is within reach of the first level. */
  private static long tickToCascade(long span) {
    return ((span + 1) << SPAN_BITS) - NEAR;
  }

  private static int listOf(long span) {
    return NEAR + ((int) span & SPAN_MASK);
  }

  /** The tick to advance to next, when slots are due or a span is cascaded; -1 if empty. */
  long nextTick() {
    if (inNear > 0) {
      return nextNearTick();
    }
    if (inSpans == 0) {
      return -1;
    }
    long span = cascaded + 1;
    while (links.isEmpty(listOf(span))) {
      span++;
    }
    return tickToCascade(span);
  }

  /**
   * The slot that is due next, or {@link Links#NONE} if there is none, or none that is found
   * without looking at very many.
   */
  int next() {
    if (inNear > 0) {
      return links.first((int) nextNearTick() & NEAR_MASK);
    }
    if (inSpans == 0) {
      return Links.NONE;
    }
    long span = cascaded + 1;
    while (links.isEmpty(listOf(span))) {
      span++;
    }
    int first = links.first(listOf(span));
    int looked = 0;
    for (int slot = first; slot != Links.NONE; slot = links.after(listOf(span), slot)) {
      if (++looked > MOST_LOOKED_AT) {
        return Links.NONE;
      }
      first = dues.due(slot) < dues.due(first) ? slot : first;
    }
    return first;
  }

  /** The slot behind this one, which is due next, if it is of the same tick. */
  int nextAfter(int slot) {
    long dueTick = tickAfter(dues.due(slot));
    return dueTick >> SPAN_BITS <= cascaded
        ? links.after((int) dueTick & NEAR_MASK, slot)
        : Links.NONE;
  }

  /** The first tick that has slots; only if the first level is not empty. */
  private long nextNearTick() {
    for (long next = tick + 1; ; ) {
      int list = (int) next & NEAR_MASK;
      long bits = nearBits[list >> 6] >>> list;
      if (bits == 0) {
        next += Long.SIZE - (list & (Long.SIZE - 1));
        continue;
      }
      next += Long.numberOfTrailingZeros(bits);
      list = (int) next & NEAR_MASK;
      if (nearCounts[list] > 0) {
        return next;
      }
      nearBits[list >> 6] &= ~(1L << list);
      next++;
    }
  }
}
