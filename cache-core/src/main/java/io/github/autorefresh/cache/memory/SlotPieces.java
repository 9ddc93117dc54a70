package io.github.autorefresh.cache.memory;

/** What is kept per slot, in the pieces of {@link SlotNumbers}. */
interface SlotPieces {

  /** Makes room for the slots of a piece. All pieces before it have been added at some time. */
  void add(int piece);

  /** Drops the slots of a piece, none of which is in use. */
  void drop(int piece);
}
