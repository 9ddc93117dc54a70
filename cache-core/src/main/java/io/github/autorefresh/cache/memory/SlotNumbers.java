package io.github.autorefresh.cache.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Hands out slot numbers, those of the lowest piece first. What is kept per slot is kept in pieces
 * of {@value #PIECE} slots: growing copies nothing, no piece is so large that a garbage collector
 * gives it regions of its own, and a piece is dropped when all its slots are free again. One such
 * piece is kept, so that a single item that comes and goes does not add and drop a piece each time.
 *
 * <p>The free slots of a piece that were used before form a list through the notes of {@link
 * Links}. Not thread-safe.
 */
final class SlotNumbers {

  static final int PIECE_BITS = 12;
  static final int PIECE = 1 << PIECE_BITS;
  static final int MASK = PIECE - 1;

  private static final int NONE = Links.NONE;

  private final Links links;
  private final List<SlotPieces> kept = new ArrayList<>();

  /** The pieces that there are, and those with free slots. */
  private final BitSet present = new BitSet();

  private final BitSet withFree = new BitSet();

  // By piece: the first free slot that was used before; how many were ever used; how many are now.
  private int[] firstFree = {};

  private int[] used = {};
  private int[] inUse = {};

  /** The piece that is kept although all its slots are free, or {@link #NONE}. */
  private int spare = NONE;

  SlotNumbers(Links links) {
    this.links = links;
    keep(links);
  }

  /** Adds what is kept in the same pieces; called before there are any. */
  void keep(SlotPieces pieces) {
    kept.add(pieces);
  }

  /** Returns a free slot, which is in use from now on. */
  int open() {
    int piece = withFree.nextSetBit(0);
    if (piece == NONE) {
      piece = present.nextClearBit(0);
      add(piece);
    }
    int slot = take(piece);
    if (++inUse[piece] == PIECE) {
      withFree.clear(piece);
    }
    if (spare == piece) {
      spare = NONE;
    }
    return slot;
  }

  private int take(int piece) {
    int slot = firstFree[piece];
    if (slot == NONE) {
      return (piece << PIECE_BITS) + used[piece]++;
    }
    firstFree[piece] = links.note(slot);
    return slot;
  }

  private void add(int piece) {
    if (piece == firstFree.length) {
      int more = piece + (piece >> 1) + 1;
      firstFree = Arrays.copyOf(firstFree, more);
      used = Arrays.copyOf(used, more);
      inUse = Arrays.copyOf(inUse, more);
    }
    kept.forEach(pieces -> pieces.add(piece));
    firstFree[piece] = NONE;
    used[piece] = 0;
    inUse[piece] = 0;
    present.set(piece);
    withFree.set(piece);
  }

  /** Frees a slot; its number will be used again. */
  void close(int slot) {
    int piece = slot >> PIECE_BITS;
    links.note(slot, firstFree[piece]);
    firstFree[piece] = slot;
    withFree.set(piece);
    if (--inUse[piece] == 0) {
      if (spare != NONE) {
        drop(Math.max(spare, piece));
      }
      spare = spare == NONE ? piece : Math.min(spare, piece);
    }
  }

  private void drop(int piece) {
    present.clear(piece);
    withFree.clear(piece);
    kept.forEach(pieces -> pieces.drop(piece));
  }

  /** The first slot from this one on that is in a present piece, or {@link #NONE}. */
  int nextPresent(int slot) {
    int piece = slot >> PIECE_BITS;
    int next = present.nextSetBit(piece);
    return next == piece ? slot : next == NONE ? NONE : next << PIECE_BITS;
  }

  /** The number of pieces. */
  int pieces() {
    return present.cardinality();
  }
}
