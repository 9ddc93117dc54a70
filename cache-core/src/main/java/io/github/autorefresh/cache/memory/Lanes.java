package io.github.autorefresh.cache.memory;

/**
 * What is ready, in three lanes, so that what was asked for does not wait behind what is due by the
 * clock. While all lanes wait, any four calls in a row are two for {@link #REFRESH}, one for {@link
 * #FIRST} and one for {@link #PERIODIC}; a call whose lane is empty is for the first of these that
 * is not. So no lane starves, and none is idle while another waits. Not thread-safe.
 */
final class Lanes {

  /** Asked for by a caller. */
  static final int REFRESH = 0;

  /** Never synced, nor tried, and due since its creation. */
  static final int FIRST = 1;

  /** Due by the clock: after an interval, or a backoff. */
  static final int PERIODIC = 2;

  /** How many lanes there are. */
  static final int COUNT = 3;

  private static final int[] TURNS = {REFRESH, FIRST, REFRESH, PERIODIC};

  private final Lane[] lanes = new Lane[COUNT];

  /** Whose turn the next call is, by its place in {@link #TURNS}. */
  private int turn;

  /** The lane of the last call. */
  private int current;

  /**
   * Empty lanes.
   *
   * @param firstList the number of the first of their lists in {@code links}
   */
  Lanes(int firstList, Links links, DueTimes dues) {
    for (int lane = 0; lane < COUNT; lane++) {
      lanes[lane] = new Lane(firstList + lane, links, dues);
    }
  }

  Lane lane(int lane) {
    return lanes[lane];
  }

  /** How many slots are ready. */
  int size() {
    return lanes[REFRESH].size() + lanes[FIRST].size() + lanes[PERIODIC].size();
  }

  /**
   * The lane of which to take a slot, or {@link #COUNT} if all are empty.
   *
   * @param newCall true if another call begins with it, false to fill the last one
   */
  int next(boolean newCall) {
    int lane = newCall ? TURNS[turn] : current;
    if (lanes[lane].isEmpty()) {
      lane = REFRESH;
      while (lanes[lane].isEmpty()) {
        if (++lane == COUNT) {
          return COUNT;
        }
      }
    }
    if (newCall) {
      turn = (turn + 1) % TURNS.length;
    }
    current = lane;
    return lane;
  }

  /** So many calls are not made: the next ones are made in their place. */
  void unmade(int calls) {
    turn = Math.floorMod(turn - calls, TURNS.length);
  }
}
