package io.github.autorefresh.cache.memory;

import java.util.Arrays;

/**
 * Circular lists of slots; a slot is in at most one list. They are linked by number, in arrays of
 * ints: unlike references, ints cost no write barriers of a garbage collector. While a slot is in
 * no list, its owner may keep a number with it ({@link #note}).
 *
 * <p>The heads of the lists are links too, in pieces before those of the slots. Not thread-safe.
 */
final class Links implements SlotPieces {

  /** No slot. */
  static final int NONE = -1;

  private static final int BITS = SlotNumbers.PIECE_BITS;
  private static final int MASK = SlotNumbers.MASK;
  private static final int[] NO_PIECE = {};

  /** The link of the first slot. */
  private final int slots;

  private int[][] next;
  private int[][] prev;

  /** Makes empty lists, whose numbers are 0 to {@code lists - 1}. */
  Links(int lists) {
    int headPieces = ((lists - 1) >> BITS) + 1;
    slots = headPieces << BITS;
    next = new int[headPieces][SlotNumbers.PIECE];
    prev = new int[headPieces][SlotNumbers.PIECE];
    for (int list = 0; list < lists; list++) {
      clear(list);
    }
  }

  @Override
  public void add(int piece) {
    int at = (slots >> BITS) + piece;
    if (at == next.length) {
      next = Arrays.copyOf(next, at + 1);
      prev = Arrays.copyOf(prev, at + 1);
    }
    next[at] = new int[SlotNumbers.PIECE];
    prev[at] = new int[SlotNumbers.PIECE];
  }

  @Override
  public void drop(int piece) {
    int at = (slots >> BITS) + piece;
    next[at] = NO_PIECE;
    prev[at] = NO_PIECE;
  }

  private int next(int link) {
    return next[link >> BITS][link & MASK];
  }

  private int prev(int link) {
    return prev[link >> BITS][link & MASK];
  }

  private void next(int link, int after) {
    next[link >> BITS][link & MASK] = after;
  }

  private void prev(int link, int before) {
    prev[link >> BITS][link & MASK] = before;
  }

  boolean isEmpty(int list) {
    return next(list) == list;
  }

  /** The first slot of a list, or {@link #NONE}. */
  int first(int list) {
    int link = next(list);
    return link == list ? NONE : link - slots;
  }

  /** The slot behind one of that list, or {@link #NONE}. */
  int after(int list, int slot) {
    int link = next(slots + slot);
    return link == list ? NONE : link - slots;
  }

  void append(int list, int slot) {
    int link = slots + slot;
    int last = prev(list);
    next(last, link);
    prev(link, last);
    next(link, list);
    prev(list, link);
  }

  void prepend(int list, int slot) {
    int link = slots + slot;
    int first = next(list);
    next(list, link);
    prev(link, list);
    next(link, first);
    prev(first, link);
  }

  void insertAfter(int before, int slot) {
    int link = slots + slot;
    int first = slots + before;
    int second = next(first);
    next(first, link);
    prev(link, first);
    next(link, second);
    prev(second, link);
  }

  void unlink(int slot) {
    int link = slots + slot;
    int before = prev(link);
    int after = next(link);
    next(before, after);
    prev(after, before);
  }

  /** Removes the first slots of a list, which must have so many, and fills the array with them. */
  void unlinkFirst(int list, int[] unlinked) {
    int link = next(list);
    for (int i = 0; i < unlinked.length; i++) {
      unlinked[i] = link - slots;
      link = next(link);
    }
    next(list, link);
    prev(link, list);
  }

  /** Moves all slots of a list, which must not be empty, to the end of another. */
  void splice(int from, int to) {
    int first = next(from);
    int last = prev(from);
    int before = prev(to);
    next(before, first);
    prev(first, before);
    next(last, to);
    prev(to, last);
    clear(from);
  }

  private void clear(int list) {
    next(list, list);
    prev(list, list);
  }

  /** The number that was last kept with a slot, which must be in no list. */
  int note(int slot) {
    return prev(slots + slot);
  }

  void note(int slot, int number) {
    prev(slots + slot, number);
  }
}
