package io.github.autorefresh.cache.memory;

import java.util.Arrays;

/**
 * By how much the stretched time was behind the real one when the interval of each slot began, in
 * nanoseconds. A piece of which it is zero for all takes no memory: so nothing is kept in a cache
 * that was never overloaded. Not thread-safe.
 */
final class SlotOffsets implements SlotPieces {

  private static final long[] ALL_ZERO = {};

  private long[][] pieces = {};

  long get(int slot) {
    long[] piece = pieces[slot >> SlotNumbers.PIECE_BITS];
    return piece.length == 0 ? 0 : piece[slot & SlotNumbers.MASK];
  }

  void set(int slot, long offset) {
    int number = slot >> SlotNumbers.PIECE_BITS;
    if (pieces[number].length == 0) {
      if (offset == 0) {
        return;
      }
      pieces[number] = new long[SlotNumbers.PIECE];
    }
    pieces[number][slot & SlotNumbers.MASK] = offset;
  }

  @Override
  public void add(int piece) {
    if (piece == pieces.length) {
      pieces = Arrays.copyOf(pieces, piece + 1);
    }
    pieces[piece] = ALL_ZERO;
  }

  @Override
  public void drop(int piece) {
    pieces[piece] = ALL_ZERO;
  }
}
