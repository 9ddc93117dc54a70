package io.github.autorefresh.cache.spring.redis.copy;

import io.github.autorefresh.cache.spring.redis.script.RemovedItem;

/**
 * A removal that is remembered.
 *
 * @param at when it became known, by {@link System#nanoTime}
 */
record Removal(RemovedItem item, long at) {
  long version() {
    return item.fields().version();
  }

  long generation() {
    return item.fields().generation();
  }

  /** What is put back is numbered anew: it may be of an earlier generation. */
  Removal later(Removal other) {
    boolean mine =
        generation() == other.generation()
            ? version() > other.version()
            : generation() > other.generation();
    return mine ? this : other;
  }
}
