package io.github.autorefresh.cache.memory;

import java.util.Arrays;

/** The state of each slot, in one byte. Not thread-safe. */
final class SlotStates implements SlotPieces {

  static final byte FREE = 0;

  // Claimed. CLAIMED_TERMINAL slots are in a list, so that they can be evicted.
  static final byte CLAIMED = 1;
  static final byte CLAIMED_AND_HASTENED = 2;
  static final byte CLAIMED_TERMINAL = 3;

  // Scheduled.
  static final byte IN_READY = 4;
  static final byte IN_LATE = 5;
  static final byte IN_WHEEL = 6; // or, once its tick has passed, in the ready list
  static final byte IN_FAR = 7;

  /** Terminal and not claimed. */
  static final byte RETAINED = 8;

  private static final byte[] NO_PIECE = {};

  private byte[][] pieces = {};

  byte get(int slot) {
    return pieces[slot >> SlotNumbers.PIECE_BITS][slot & SlotNumbers.MASK];
  }

  void set(int slot, byte state) {
    pieces[slot >> SlotNumbers.PIECE_BITS][slot & SlotNumbers.MASK] = state;
  }

  boolean isClaimed(int slot) {
    byte state = get(slot);
    return state >= CLAIMED && state <= CLAIMED_TERMINAL;
  }

  boolean isScheduled(int slot) {
    byte state = get(slot);
    return state >= IN_READY && state <= IN_FAR;
  }

  @Override
  public void add(int piece) {
    if (piece == pieces.length) {
      pieces = Arrays.copyOf(pieces, piece + 1);
    }
    pieces[piece] = new byte[SlotNumbers.PIECE];
  }

  @Override
  public void drop(int piece) {
    pieces[piece] = NO_PIECE;
  }
}
