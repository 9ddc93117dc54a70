package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import org.jspecify.annotations.Nullable;

/** The entries whose items are terminal, in the order in which they are to leave. */
final class TerminalEntries<T extends CacheItem> {

  private final Slots<T> slots;
  private final TerminalSlots terminals;

  TerminalEntries(Slots<T> slots, TerminalSlots terminals) {
    this.slots = slots;
    this.terminals = terminals;
  }

  /** Lets a claimed entry be evicted if its item is terminal; called once readers can see it. */
  void evictableIfTerminal(Entry<T> entry) {
    if (entry.status().isTerminal() && !entry.isRemoved()) {
      terminals.add(entry.slot());
    }
  }

  /** The entry that has been retained longest, or null. */
  @Nullable Entry<T> longestRetained() {
    return entryOf(terminals.longestRetained());
  }

  /**
   * The entry to evict first, or null: the one that has been retained longest; if none is retained,
   * the claimed entry that became terminal first, of which listeners may not have been notified
   * yet.
   */
  @Nullable Entry<T> evictable() {
    Entry<T> retained = longestRetained();
    return retained != null ? retained : entryOf(terminals.longestClaimed());
  }

  private @Nullable Entry<T> entryOf(int slot) {
    return slot == DueQueue.NONE ? null : slots.get(slot);
  }
}
