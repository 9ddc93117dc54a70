package io.github.autorefresh.cache.memory;

import static io.github.autorefresh.cache.memory.SlotStates.CLAIMED;
import static io.github.autorefresh.cache.memory.SlotStates.IN_LATE;
import static io.github.autorefresh.cache.memory.SlotStates.IN_READY;

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
  private final SlotStates states;

  /** Whose turn the next call is, by its place in {@link #TURNS}. */
  private int turn;

  /** The lane of the last call. */
  private int current;

  /**
   * Empty lanes.
   *
   * @param firstList the number of the first of their lists in {@code links}
   */
  Lanes(int firstList, Links links, SlotStates states, DueTimes dues) {
    this.states = states;
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

  /** Adds a slot to this lane, behind those that are as late. */
  void add(int slot, long due, int lane) {
    states.set(slot, lanes[lane].add(slot, due) ? IN_READY : IN_LATE, lane);
  }

  /** Puts a slot back that was the first of its lane, before those that are as late. */
  void putBack(int slot, long due) {
    states.set(slot, lanes[states.lane(slot)].putBack(slot, due) ? IN_READY : IN_LATE);
  }

  /** Removes a slot, whatever its place. */
  void remove(int slot) {
    lanes[states.lane(slot)].remove(slot, states.get(slot) == IN_LATE);
  }

  /**
   * Takes the most overdue slot of the lane whose turn it is, which is claimed from now on, or
   * {@link Links#NONE}.
   *
   * @param newCall true if another call begins with it, false to fill the last one
   */
  int poll(boolean newCall) {
    int lane = next(newCall);
    if (lane == COUNT) {
      return Links.NONE;
    }
    int slot = lanes[lane].poll();
    states.set(slot, CLAIMED, lane);
    return slot;
  }

  /**
   * Takes several slots, as {@link #poll(boolean)} does: in one pass while only one lane has any,
   * which is usual.
   *
   * @param polled to be filled; so many must be ready
   * @param perCall how many of them one call takes
   */
  void poll(int[] polled, int perCall) {
    int only = polled.length == 0 ? COUNT : only();
    if (only == COUNT || !lanes[only].poll(polled)) {
      for (int i = 0; i < polled.length; i++) {
        polled[i] = poll(i % perCall == 0);
      }
      return;
    }
    for (int slot : polled) {
      states.set(slot, CLAIMED, only);
    }
    turn = (turn + (polled.length + perCall - 1) / perCall) % TURNS.length;
    current = only;
  }

  /** The only lane that is not empty, or {@link #COUNT} if several are not. */
  private int only() {
    int size = size();
    int lane = REFRESH;
    while (lane < COUNT && lanes[lane].size() < size) {
      lane++;
    }
    return lane;
  }

  private int next(boolean newCall) {
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
