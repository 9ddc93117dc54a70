package io.github.autorefresh.cache.engine.pace;

/**
 * How many syncs by the clock were made in the last hour, and how many a fixed cadence would have
 * made: in slots of a minute. Thread-safe.
 */
final class CallsSaved {

  private static final long SLOT_NANOS = 60_000_000_000L;
  private static final int SLOTS = 60;

  private final long origin;
  private final long[] numbers = new long[SLOTS];
  private final double[] made = new double[SLOTS];
  private final double[] fixed = new double[SLOTS];

  CallsSaved(long now) {
    origin = now;
  }

  /**
   * So many syncs were made.
   *
   * @param fixedWouldMake in the time since the item's sync before
   */
  synchronized void add(int syncs, double fixedWouldMake, long now) {
    long number = number(now);
    int slot = (int) (number % SLOTS);
    if (numbers[slot] != number) {
      numbers[slot] = number;
      made[slot] = 0;
      fixed[slot] = 0;
    }
    made[slot] += syncs;
    fixed[slot] += fixedWouldMake;
  }

  /** The share that was saved; 0 if a fixed cadence would have made none. */
  synchronized double share(long now) {
    long oldest = number(now) - SLOTS + 1;
    double sumMade = 0;
    double sumFixed = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (numbers[slot] >= oldest) {
        sumMade += made[slot];
        sumFixed += fixed[slot];
      }
    }
    return sumFixed == 0 ? 0 : 1 - sumMade / sumFixed;
  }

  private long number(long now) {
    return Math.max(0, now - origin) / SLOT_NANOS;
  }
}
