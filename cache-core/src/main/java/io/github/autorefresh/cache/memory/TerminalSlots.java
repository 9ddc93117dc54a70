package io.github.autorefresh.cache.memory;

import static io.github.autorefresh.cache.memory.SlotStates.CLAIMED;
import static io.github.autorefresh.cache.memory.SlotStates.CLAIMED_TERMINAL;
import static io.github.autorefresh.cache.memory.SlotStates.RETAINED;
import static io.github.autorefresh.cache.memory.SlotStates.SET_ASIDE;

/**
 * The slots of terminal items, claimed or not, in the order in which they became so; and those that
 * were set aside, which are in no order.
 */
final class TerminalSlots {

  /** How many lists it needs. */
  static final int LISTS = 3;

  private final int claimed;
  private final int retained;
  private final int aside;
  private final Links links;
  private final SlotStates states;

  /** None yet, in the list of that number and the next ones. */
  TerminalSlots(int firstList, Links links, SlotStates states) {
    claimed = firstList;
    retained = firstList + 1;
    aside = firstList + 2;
    this.links = links;
    this.states = states;
  }

  /** Puts a claimed slot at the end of the list of those whose item is terminal. */
  void add(int slot) {
    if (states.get(slot) != CLAIMED_TERMINAL) {
      states.set(slot, CLAIMED_TERMINAL);
      links.append(claimed, slot);
    }
  }

  /** Takes a claimed slot off the list of those whose item is terminal, if it is there. */
  void unlist(int slot) {
    if (states.get(slot) == CLAIMED_TERMINAL) {
      links.unlink(slot);
      states.set(slot, CLAIMED);
    }
  }

  boolean isClaimed(int slot) {
    return states.isClaimed(slot);
  }

  /** Ends the claim of a slot whose item is terminal; it comes after all that are retained. */
  void retain(int slot) {
    unlist(slot);
    states.set(slot, RETAINED);
    links.append(retained, slot);
  }

  /** Takes the slot that has been retained for longest out of the order. */
  void setAside(int slot) {
    links.unlink(slot);
    states.set(slot, SET_ASIDE);
    links.append(aside, slot);
  }

  /**
   * Puts a slot that was set aside back before those that are to expire later. Those are looked at
   * from the front, where it was.
   */
  void putBack(int slot, DueTimes dues) {
    if (states.get(slot) != SET_ASIDE) {
      return;
    }
    links.unlink(slot);
    states.set(slot, RETAINED);
    long due = dues.due(slot);
    int before = Links.NONE;
    int next = links.first(retained);
    while (next != Links.NONE && dues.due(next) < due) {
      before = next;
      next = links.after(retained, next);
    }
    if (before == Links.NONE) {
      links.prepend(retained, slot);
    } else {
      links.insertAfter(before, slot);
    }
  }

  /** The slot that has been retained for longest, or {@link Links#NONE}. */
  int longestRetained() {
    return links.first(retained);
  }

  /** Of the claimed slots the one that has been terminal for longest, or {@link Links#NONE}. */
  int longestClaimed() {
    return links.first(claimed);
  }
}
