package io.github.autorefresh.cache.engine.call;

/**
 * The progress of a thread through a sequence of items, packed into a long so that it changes by
 * one compare-and-set: a state, and three positions of 16 bits. The thread owns the items from
 * {@code base} (inclusive) to {@code limit} (exclusive). Those before {@code index} are done, and
 * it is at the one at {@code index}. Other threads take items away from it by moving {@code base}
 * and {@code limit}.
 */
public final class Progress {

  private static final long POSITIONS = 0xFFFF_FFFF_FFFFL;

  private Progress() {}

  /** Packs a state and positions; each is from 0 to 65,535. */
  public static long of(int state, int base, int index, int limit) {
    return ((long) state << 48) | ((long) base << 32) | ((long) index << 16) | limit;
  }

  /** The same positions in another state. */
  public static long withState(long progress, int state) {
    return (progress & POSITIONS) | ((long) state << 48);
  }

  /** The state. */
  public static int state(long progress) {
    return (int) (progress >>> 48);
  }

  /** The index of the first item that the thread owns. */
  public static int base(long progress) {
    return (int) (progress >>> 32) & 0xFFFF;
  }

  /** The index of the item that the thread is at. */
  public static int index(long progress) {
    return (int) (progress >>> 16) & 0xFFFF;
  }

  /** The index after the last item that the thread owns. */
  public static int limit(long progress) {
    return (int) progress & 0xFFFF;
  }
}
