package io.github.autorefresh.cache.memory;

import static io.github.autorefresh.cache.memory.SlotStates.CLAIMED;
import static io.github.autorefresh.cache.memory.SlotStates.CLAIMED_TERMINAL;
import static io.github.autorefresh.cache.memory.SlotStates.RETAINED;

/** The slots of terminal items, claimed or not, in the order in which they became so. */
final class TerminalSlots {

  /** How many lists it needs. */
  static final int LISTS = 2;

  private final int claimed;
  private final int retained;
  private final Links links;
  private final SlotStates states;

  /** None yet, in the list of that number and the next one. */
  TerminalSlots(int firstList, Links links, SlotStates states) {
    claimed = firstList;
    retained = firstList + 1;
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

  /** Ends the claim of a slot whose item is terminal; it comes after all that are retained. */
  void retain(int slot) {
    unlist(slot);
    states.set(slot, RETAINED);
    links.append(retained, slot);
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
