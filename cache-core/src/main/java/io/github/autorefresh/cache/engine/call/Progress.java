package io.github.autorefresh.cache.engine.call;

/**
 * How far a thread is with a sequence of items, packed into a long so that it changes by one
 * compare-and-set: a state, and three positions of 16 bits. The thread owns the items from {@code
 * base} to {@code limit}; those before {@code index} are done, and it is at the one at {@code
 * index}. Others take items from its hands by moving {@code base} and {@code limit}.
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

  /** The first item that the thread owns. */
  public static int base(long progress) {
    return (int) (progress >>> 32) & 0xFFFF;
  }

  /** The item that the thread is at. */
  public static int index(long progress) {
    return (int) (progress >>> 16) & 0xFFFF;
  }

  /** Behind the last item that the thread owns. */
  public static int limit(long progress) {
    return (int) progress & 0xFFFF;
  }
}
