package io.github.autorefresh.cache.memory;

import static io.github.autorefresh.cache.memory.SlotStates.CLAIMED;
import static io.github.autorefresh.cache.memory.SlotStates.CLAIMED_AND_HASTENED;
import static io.github.autorefresh.cache.memory.SlotStates.CLAIMED_TERMINAL;
import static io.github.autorefresh.cache.memory.SlotStates.FREE;
import static io.github.autorefresh.cache.memory.SlotStates.IN_FAR;
import static io.github.autorefresh.cache.memory.SlotStates.IN_LATE;
import static io.github.autorefresh.cache.memory.SlotStates.IN_READY;
import static io.github.autorefresh.cache.memory.SlotStates.IN_WHEEL;
import static io.github.autorefresh.cache.memory.SlotStates.RETAINED;
import static io.github.autorefresh.cache.memory.TimingWheel.TICK_NANOS;
import static io.github.autorefresh.cache.memory.TimingWheel.tickAfter;

/**
 * Slots in the order of their due times: a {@link TimingWheel} for the next hour, a heap for what
 * is due later, and a list of what is due already. It knows the state of each slot: free, claimed,
 * scheduled, or retained because its item is terminal.
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

  // The numbers of the lists that follow those of the wheel.
  private static final int READY_LIST = TimingWheel.LISTS;
  private static final int RETAINED_LIST = READY_LIST + 1;
  private static final int CLAIMED_TERMINAL_LIST = READY_LIST + 2;
  private static final int LISTS = READY_LIST + 3;

  private final DueTimes dues;
  private final Links links = new Links(LISTS);
  private final SlotNumbers numbers = new SlotNumbers(links);
  private final SlotStates states = new SlotStates();
  private final TimingWheel wheel;

  /** Due later than the wheel reaches. */
  private final SlotHeap far = new SlotHeap(links::note);

  /** Ready slots that are due before the last slot of the ready list, after a long claim. */
  private final SlotHeap late = new SlotHeap(links::note);

  private int inReadyList;

  /** No slot of the ready list is due after this tick. */
  private long lastReadyTick;

  DueQueue(DueTimes dues) {
    this.dues = dues;
    wheel = new TimingWheel(links, dues);
    numbers.keep(states);
  }

  /** Adds what else is kept per slot; called before the first slot is opened. */
  void keep(SlotPieces pieces) {
    numbers.keep(pieces);
  }

  /** Opens a slot, which is claimed until it is scheduled or retained. */
  int open() {
    int slot = numbers.open();
    states.set(slot, CLAIMED);
    return slot;
  }

  /** Closes a claimed slot; its number will be used again. */
  void close(int slot) {
    unlistTerminal(slot);
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

  /** The first scheduled slot from this one on, or {@link #NONE}. */
  int nextScheduled(int from) {
    int slot = numbers.nextPresent(from);
    while (slot != NONE && !states.isScheduled(slot)) {
      slot = numbers.nextPresent(slot + 1);
    }
    return slot;
  }

  /** The number of pieces of slots. */
  int pieces() {
    return numbers.pieces();
  }

  /**
   * Schedules a claimed slot; no later than {@code now} if it was hastened during its claim. To be
   * called after {@link #advance}.
   *
   * @return the actual due time
   */
  long schedule(int slot, long due, long now) {
    long at = states.get(slot) == CLAIMED_AND_HASTENED ? Math.min(due, now) : due;
    if (at <= now) {
      scheduleReady(slot, at);
    } else {
      scheduleLater(slot, at);
    }
    return at;
  }

  private void scheduleLater(int slot, long due) {
    long dueTick = tickAfter(due);
    if (wheel.reaches(dueTick)) {
      states.set(slot, IN_WHEEL);
      wheel.add(slot, dueTick);
    } else {
      states.set(slot, IN_FAR);
      far.add(slot, due);
    }
  }

  private void scheduleReady(int slot, long due) {
    long dueTick = tickAfter(due);
    if (inReadyList == 0 || dueTick >= lastReadyTick) {
      lastReadyTick = dueTick;
      states.set(slot, IN_READY);
      links.append(READY_LIST, slot);
      inReadyList++;
    } else {
      states.set(slot, IN_LATE);
      late.add(slot, due);
    }
  }

  /** Makes the slots ready that are due by now. */
  void advance(long now) {
    long nowTick = now / TICK_NANOS;
    while (wheel.tick() < nowTick) {
      int passed = wheel.advance(nowTick, READY_LIST);
      if (passed > 0) {
        inReadyList += passed;
        lastReadyTick = Math.max(lastReadyTick, wheel.lastPassed());
      }
      while (!far.isEmpty() && wheel.reaches(tickAfter(far.firstKey()))) {
        int slot = far.firstSlot();
        long due = far.firstKey();
        far.removeAt(0);
        if (tickAfter(due) <= wheel.tick()) {
          scheduleReady(slot, due);
        } else {
          scheduleLater(slot, due);
        }
      }
    }
  }

  /** The number of ready slots: due, and not claimed. */
  int ready() {
    return inReadyList + late.size();
  }

  /** The most overdue of the ready slots, or {@link #NONE}. */
  int peek() {
    if (late.isEmpty()) {
      return links.first(READY_LIST);
    }
    return inReadyList == 0 || late.firstKey() < dues.due(links.first(READY_LIST))
        ? late.firstSlot()
        : links.first(READY_LIST);
  }

  /** Claims the most overdue of the ready slots and returns it, or {@link #NONE}. */
  int poll() {
    int slot = peek();
    if (slot != NONE) {
      takeReady(slot);
      states.set(slot, CLAIMED);
    }
    return slot;
  }

  private void takeReady(int slot) {
    if (states.get(slot) == IN_LATE) {
      late.removeAt(links.note(slot));
    } else {
      links.unlink(slot);
      inReadyList--;
    }
  }

  /** Claims a scheduled or retained slot. */
  void take(int slot, long due) {
    switch (states.get(slot)) {
      case IN_FAR -> far.removeAt(links.note(slot));
      case RETAINED -> links.unlink(slot);
      case IN_READY, IN_LATE -> takeReady(slot);
      case IN_WHEEL -> {
        long dueTick = tickAfter(due);
        if (dueTick <= wheel.tick()) {
          takeReady(slot);
        } else {
          wheel.remove(slot, dueTick);
        }
      }
      default -> throw new IllegalStateException("slot " + slot + ": " + states.get(slot));
    }
    states.set(slot, CLAIMED);
  }

  /** Makes a claimed slot due as soon as it is scheduled; not if it is marked as terminal. */
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

  /** Marks a claimed slot as terminal, so that it can be evicted, after those marked before. */
  void terminal(int slot) {
    if (states.get(slot) != CLAIMED_TERMINAL) {
      states.set(slot, CLAIMED_TERMINAL);
      links.append(CLAIMED_TERMINAL_LIST, slot);
    }
  }

  /** Takes the mark of {@link #terminal} off a claimed slot, if it has it. */
  void unlistTerminal(int slot) {
    if (states.get(slot) == CLAIMED_TERMINAL) {
      links.unlink(slot);
      states.set(slot, CLAIMED);
    }
  }

  /** Ends the claim of a slot whose item is terminal, and retains it after all retained before. */
  void retain(int slot) {
    unlistTerminal(slot);
    states.set(slot, RETAINED);
    links.append(RETAINED_LIST, slot);
  }

  /** The slot that has been retained longest, or {@link #NONE}. */
  int longestRetained() {
    return links.first(RETAINED_LIST);
  }

  /** Of the claimed slots, the one that was marked as terminal first, or {@link #NONE}. */
  int longestClaimedTerminal() {
    return links.first(CLAIMED_TERMINAL_LIST);
  }
}
