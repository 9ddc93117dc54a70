package io.github.autorefresh.cache.memory;

import java.util.Arrays;

/**
 * Circular lists of slots, each slot in one at most. They are linked by number, in arrays of ints:
 * unlike references, ints that move about make no work for a garbage collector's write barriers.
 * While a slot is in no list, its two numbers are its owner's to use.
 *
 * <p>The heads of the lists are links too, and come before those of the slots. The arrays are in
 * pieces: growing copies nothing and leaves little unused, and no piece is so large that a
 * collector would give it whole regions. Not thread-safe.
 */
final class Links {

  /** No slot. */
  static final int NONE = -1;

  private static final int PIECE_BITS = 12;
  private static final int PIECE = 1 << PIECE_BITS;
  private static final int MASK = PIECE - 1;

  private final int heads;
  private int[][] next = {};
  private int[][] prev = {};

  Links(int heads) {
    this.heads = heads;
    makeRoom(0);
    for (int head = 0; head < heads; head++) {
      clear(head);
    }
  }

  /** Makes room for so many slots. */
  void makeRoom(int slots) {
    int pieces = next.length;
    int needed = ((heads + slots - 1) >> PIECE_BITS) + 1;
    if (needed > pieces) {
      next = Arrays.copyOf(next, needed);
      prev = Arrays.copyOf(prev, needed);
      for (int i = pieces; i < needed; i++) {
        next[i] = new int[PIECE];
        prev[i] = new int[PIECE];
      }
    }
  }

  private int next(int link) {
    return next[link >> PIECE_BITS][link & MASK];
  }

  private int prev(int link) {
    return prev[link >> PIECE_BITS][link & MASK];
  }

  private void next(int link, int after) {
    next[link >> PIECE_BITS][link & MASK] = after;
  }

  private void prev(int link, int before) {
    prev[link >> PIECE_BITS][link & MASK] = before;
  }

  boolean isEmpty(int list) {
    return next(list) == list;
  }

  /** The first slot of a list, or {@link #NONE}. */
  int first(int list) {
    int link = next(list);
    return link == list ? NONE : link - heads;
  }

  void append(int list, int slot) {
    int link = heads + slot;
    int last = prev(list);
    next(last, link);
    prev(link, last);
    next(link, list);
    prev(list, link);
  }

  void unlink(int slot) {
    int link = heads + slot;
    int before = prev(link);
    int after = next(link);
    next(before, after);
    prev(after, before);
  }

  /** Moves all of a list that is not empty to the end of another. */
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

  /** A number that the owner of an unlisted slot has kept with it. */
  int note(int slot) {
    return prev(heads + slot);
  }

  void note(int slot, int number) {
    prev(heads + slot, number);
  }
}
