package io.github.autorefresh.cache.bench.cadence;

import java.util.Arrays;

/** What was found in one or several trials, while it was measured. For one thread. */
public final class Tally {

  private double[] lateness = new double[1 << 12];
  private int found;
  private long calls;
  private long firstCalls;

  void called(boolean first) {
    calls++;
    firstCalls += first ? 1 : 0;
  }

  void found(double late) {
    if (found == lateness.length) {
      lateness = Arrays.copyOf(lateness, 2 * found);
    }
    lateness[found++] = late;
  }

  /** Adds what others found. */
  public Tally and(Tally other) {
    for (int i = 0; i < other.found; i++) {
      found(other.lateness[i]);
    }
    calls += other.calls;
    firstCalls += other.firstCalls;
    return this;
  }

  public int changes() {
    return found;
  }

  /** Calls per change that was found, first syncs apart. */
  public double callsPerChange() {
    return (double) (calls - firstCalls) / found;
  }

  /** In seconds. */
  public double meanLateness() {
    return Arrays.stream(lateness, 0, found).average().orElse(0);
  }

  /** The lateness, in seconds, that this share of changes does not exceed. */
  public double lateness(double share) {
    double[] sorted = Arrays.copyOf(lateness, found);
    Arrays.sort(sorted);
    return found == 0 ? 0 : sorted[(int) Math.min(found - 1L, (long) (share * found))];
  }
}
