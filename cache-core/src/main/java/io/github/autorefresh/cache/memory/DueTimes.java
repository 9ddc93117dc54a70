package io.github.autorefresh.cache.memory;

/** The due times of scheduled slots, which are stored in the entries. */
@FunctionalInterface
interface DueTimes {

  /** The due time, in nanoseconds since the store's origin. */
  long due(int slot);
}
