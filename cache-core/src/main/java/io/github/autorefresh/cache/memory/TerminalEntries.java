package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import org.jspecify.annotations.Nullable;

/**
 * The entries whose items are terminal, in the order in which they are to leave. One that is {@link
 * Marks marked} does not leave: it is set aside when its turn comes, and back in its place once it
 * is handled.
 */
final class TerminalEntries<T extends CacheItem> {

  private final Slots<T> slots;
  private final TerminalSlots terminals;

  /** Null if there is no handler. */
  private @Nullable Marks<T> marks;

  TerminalEntries(Slots<T> slots, TerminalSlots terminals) {
    this.slots = slots;
    this.terminals = terminals;
  }

  /** From now on what is marked does not leave. */
  void keepUnhandled(Marks<T> marks) {
    this.marks = marks;
  }

  /** Lets a claimed entry be evicted if its item is terminal; called once readers can see it. */
  void evictableIfTerminal(Entry<T> entry) {
    if (entry.status().isTerminal() && !entry.isRemoved() && !isUnhandled(entry)) {
      terminals.add(entry.slot());
    }
  }

  /** An entry is no longer marked: it may leave, if its item is terminal. */
  void handled(Entry<T> entry) {
    if (!entry.isRemoved()) {
      if (terminals.isClaimed(entry.slot())) {
        evictableIfTerminal(entry);
      } else {
        terminals.putBack(entry.slot(), slots);
      }
    }
  }

  /** An entry is removed: its mark is dropped. */
  void removed(Entry<T> entry) {
    if (marks != null) {
      marks.drop(entry);
    }
  }

  /** The entry that is to expire next, or has; null if there is none. */
  @Nullable Entry<T> nextToExpire(long now) {
    Entry<T> entry = longestRetained();
    while (entry != null && entry.due() <= now && isUnhandled(entry)) {
      terminals.setAside(entry.slot());
      entry = longestRetained();
    }
    return entry;
  }

  /**
   * The entry to evict first, or null: the one that has been retained longest; if none is retained,
   * the claimed entry that became terminal first, of which listeners may not have been notified
   * yet.
   */
  @Nullable Entry<T> evictable() {
    Entry<T> retained = nextToExpire(Long.MAX_VALUE);
    return retained != null ? retained : entryOf(terminals.longestClaimed());
  }

  private @Nullable Entry<T> longestRetained() {
    return entryOf(terminals.longestRetained());
  }

  private boolean isUnhandled(Entry<T> entry) {
    return marks != null && marks.has(entry);
  }

  private @Nullable Entry<T> entryOf(int slot) {
    return slot == DueQueue.NONE ? null : slots.get(slot);
  }
}
