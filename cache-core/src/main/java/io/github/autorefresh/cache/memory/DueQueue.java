package io.github.autorefresh.cache.memory;

import static io.github.autorefresh.cache.memory.SlotStates.CLAIMED;
import static io.github.autorefresh.cache.memory.SlotStates.CLAIMED_AND_HASTENED;
import static io.github.autorefresh.cache.memory.SlotStates.FREE;
import static io.github.autorefresh.cache.memory.SlotStates.IN_FAR;
import static io.github.autorefresh.cache.memory.SlotStates.IN_LATE;
import static io.github.autorefresh.cache.memory.SlotStates.IN_READY;
import static io.github.autorefresh.cache.memory.SlotStates.IN_WHEEL;
import static io.github.autorefresh.cache.memory.SlotStates.RETAINED;
import static io.github.autorefresh.cache.memory.SlotStates.SET_ASIDE;
import static io.github.autorefresh.cache.memory.TimingWheel.TICK_NANOS;
import static io.github.autorefresh.cache.memory.TimingWheel.tickAfter;

/**
 * Slots in the order of their due times: a {@link TimingWheel} for the next hour, a heap for what
 * is due later, and {@link Lanes} of what is due already. A claimed slot keeps its lane. The queue
 * knows the state of each slot: free, claimed, scheduled, or kept because its item is terminal.
 *
 * <p>Times are nanoseconds since a common origin and not negative. A due time in the future is
 * rounded up to the next whole millisecond, so a slot is never ready early and at most a
 * millisecond late. Slots of the same millisecond are in the order in which they were added. Not
 * thread-safe.
 */
final class DueQueue {

  /** No slot. */
  static final int NONE = Links.NONE;

  /** No time. */
  static final long NEVER = Long.MAX_VALUE;

  // The lists that come after those of the wheel.
  private static final int LANE_LISTS = TimingWheel.LISTS;
  private static final int TERMINAL_LISTS = LANE_LISTS + Lanes.COUNT;
  private static final int LISTS = TERMINAL_LISTS + TerminalSlots.LISTS;

  private final Links links = new Links(LISTS);
  private final SlotNumbers numbers = new SlotNumbers(links);
  private final SlotStates states = new SlotStates();
  private final TerminalSlots terminals = new TerminalSlots(TERMINAL_LISTS, links, states);
  private final TimingWheel wheel;
  private final Lanes lanes;

  /** Due later than the wheel reaches. */
  private final SlotHeap far = new SlotHeap(links::note);

  DueQueue(DueTimes dues) {
    wheel = new TimingWheel(links, dues);
    lanes = new Lanes(LANE_LISTS, links, states, dues);
    numbers.keep(states);
  }

  /** Adds what else is kept per slot; called before the first slot is opened. */
  void keep(SlotPieces pieces) {
    numbers.keep(pieces);
  }

  /** Opens a slot of that lane. It is claimed until it is scheduled or retained. */
  int open(int lane) {
    int slot = numbers.open();
    states.set(slot, CLAIMED, lane);
    return slot;
  }

  /** Closes a claimed slot; its number will be used again. */
  void close(int slot) {
    terminals.unlist(slot);
    states.set(slot, FREE);
    numbers.close(slot);
  }

  boolean isClaimed(int slot) {
    return states.isClaimed(slot);
  }

  boolean isRetained(int slot) {
    return states.get(slot) == RETAINED;
  }

  boolean isScheduled(int slot) {
    return states.isScheduled(slot);
  }

  /** The first open slot from this one on, or {@link #NONE}. */
  int next(int from) {
    int slot = numbers.nextPresent(from);
    while (slot != NONE && states.get(slot) == FREE) {
      slot = numbers.nextPresent(slot + 1);
    }
    return slot;
  }

  /** The number of pieces of slots. */
  int pieces() {
    return numbers.pieces();
  }

  /**
   * Schedules a claimed slot, after {@link #advance}: in its lane if it is due; at once, in that of
   * what was asked for, if it was hastened meanwhile.
   *
   * @return the actual due time
   */
  long schedule(int slot, long due, long now) {
    if (states.get(slot) == CLAIMED_AND_HASTENED) {
      return scheduleHastened(slot, due, now);
    }
    schedule(slot, due, now, states.lane(slot));
    return due;
  }

  /** Schedules a claimed slot that is due by the clock, whatever it was before. */
  void schedulePeriodic(int slot, long due, long now) {
    schedule(slot, due, now, Lanes.PERIODIC);
  }

  private void schedule(int slot, long due, long now, int lane) {
    if (due <= now) {
      lanes.add(slot, due, lane);
    } else {
      scheduleLater(slot, due);
    }
  }

  /**
   * Schedules a claimed slot that was asked for: at once.
   *
   * @return the due time that holds
   */
  long scheduleHastened(int slot, long due, long now) {
    long at = Math.min(due, now);
    lanes.add(slot, at, Lanes.REFRESH);
    return at;
  }

  private void scheduleLater(int slot, long due) {
    long dueTick = tickAfter(due);
    if (wheel.reaches(dueTick)) {
      states.set(slot, IN_WHEEL, Lanes.PERIODIC);
      wheel.add(slot, dueTick);
    } else {
      states.set(slot, IN_FAR, Lanes.PERIODIC);
      far.add(slot, due);
    }
  }

  /**
   * Ends the claim of a slot that has not been synced, after {@link #advance}: it returns to its
   * lane and place. Of several, the last that was polled is to be put back first.
   *
   * @return the due time that holds
   */
  long putBack(int slot, long due, long now) {
    if (states.get(slot) == CLAIMED_AND_HASTENED || due > now) {
      return schedule(slot, due, now);
    }
    lanes.putBack(slot, due);
    return due;
  }

  /** True if {@link #advance} would do nothing: no tick has passed, which is usual. */
  boolean isAdvanced(long now) {
    return wheel.tick() >= now / TICK_NANOS;
  }

  /**
   * Lets time pass: what is due by now becomes ready, until the periodic lane has enough.
   *
   * @return the time up to which all has become ready that is due by then
   */
  long advance(long now, int enough) {
    Lane periodic = lanes.lane(Lanes.PERIODIC);
    long nowTick = now / TICK_NANOS;
    while (wheel.tick() < nowTick) {
      int room = enough - periodic.size();
      if (room <= 0) {
        return wheel.tick() * TICK_NANOS;
      }
      int passed = wheel.advance(nowTick, periodic.list(), room);
      if (passed > 0) {
        periodic.moved(passed, wheel.lastPassed());
      }
      while (!far.isEmpty() && wheel.reaches(tickAfter(far.firstKey()))) {
        int slot = far.firstSlot();
        long due = far.firstKey();
        far.removeAt(0);
        if (tickAfter(due) <= wheel.tick()) {
          lanes.add(slot, due, Lanes.PERIODIC);
        } else {
          scheduleLater(slot, due);
        }
      }
    }
    return now;
  }

  /** The slot that becomes ready next, or {@link #NONE} if there is none or it is not known. */
  int next() {
    return wheel.isEmpty() && !far.isEmpty() ? far.firstSlot() : wheel.next();
  }

  /** Another slot that becomes ready with the one that is next, or {@link #NONE}. */
  int nextAfter(int slot) {
    return states.get(slot) == IN_WHEEL ? wheel.nextAfter(slot) : NONE;
  }

  /** When a slot of that due time becomes ready. */
  static long readyAt(long due) {
    return tickAfter(due) * TICK_NANOS;
  }

  /** The number of ready slots: due, and not claimed. */
  int ready() {
    return lanes.size();
  }

  /** What is ready. */
  Lanes lanes() {
    return lanes;
  }

  /** The slots of terminal items. */
  TerminalSlots terminals() {
    return terminals;
  }

  /** Claims a scheduled or retained slot. */
  void take(int slot, long due) {
    switch (states.get(slot)) {
      case IN_FAR -> far.removeAt(links.note(slot));
      case RETAINED, SET_ASIDE -> links.unlink(slot);
      case IN_READY, IN_LATE -> lanes.remove(slot);
      case IN_WHEEL -> {
        long dueTick = tickAfter(due);
        if (dueTick <= wheel.tick()) {
          lanes.remove(slot);
        } else {
          wheel.remove(slot, dueTick);
        }
      }
      default -> throw new IllegalStateException("slot " + slot + ": " + states.get(slot));
    }
    states.set(slot, CLAIMED);
  }

  /** The lane of a slot that is ready or claimed. */
  int laneOf(int slot) {
    return states.lane(slot);
  }

  boolean isHastened(int slot) {
    return states.get(slot) == CLAIMED_AND_HASTENED;
  }

  /** A claimed slot is one of those that are due by the clock from now on. */
  void periodic(int slot) {
    states.lane(slot, Lanes.PERIODIC);
  }

  /** Makes a claimed slot due as soon as it is scheduled again. */
  void hastenClaimed(int slot) {
    if (states.get(slot) == CLAIMED) {
      states.set(slot, CLAIMED_AND_HASTENED);
    }
  }

  /**
   * When to {@link #advance} next: another slot becomes ready then, or the wheel has slots to move.
   * To be called after {@code advance}.
   */
  long nextAdvance() {
    long tick = wheel.nextTick();
    if (tick >= 0) {
      return tick * TICK_NANOS;
    }
    return far.isEmpty() ? NEVER : tickAfter(far.firstKey()) * TICK_NANOS;
  }
}
