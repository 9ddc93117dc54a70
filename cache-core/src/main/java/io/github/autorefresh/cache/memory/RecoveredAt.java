package io.github.autorefresh.cache.memory;

/**
 * When the last outage ended.
 *
 * @param real in nanoseconds since the store's origin
 * @param stretched the same moment by the {@link StretchedClock}
 */
record RecoveredAt(long real, long stretched) {

  static final RecoveredAt NEVER = new RecoveredAt(-1, -1);

  /** True if an entry was due then. */
  boolean isDue(Entry<?> entry) {
    return real >= 0 && entry.due() <= (entry.isDueInReal() ? real : stretched);
  }
}
