package io.github.autorefresh.cache.memory;

/** The due times of scheduled slots, which are kept with the items. */
@FunctionalInterface
interface DueTimes {

  /** In nanoseconds since the store's origin. */
  long due(int slot);
}
