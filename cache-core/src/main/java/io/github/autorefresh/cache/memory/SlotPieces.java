package io.github.autorefresh.cache.memory;

/** What is kept per slot, in the pieces of {@link SlotNumbers}. */
interface SlotPieces {

  /** Makes room for the slots of a piece. There are those before it, or have been. */
  void add(int piece);

  /** Forgets the slots of a piece, none of which is in use. */
  void drop(int piece);
}
