package io.github.autorefresh.cache.memory;

/**
 * The stretch that is told: real time per stretched time in the last two seconds, or the last ten
 * due times where these take longer. It forgets as the stretched time passes, since while that
 * stands still nothing new is known. Guarded by the store's lock, but for {@link #stretch}.
 */
final class StretchMeter {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MEMORY_NANOS = 2e9;
  private static final double MEMORY_DUES = 10;
  private static final long OBSERVED_NANOS = 50_000_000;

  /** It is told to be at most so many times what is demanded by what is claimed. */
  private static final double MOST_TIMES = 2;

  // What has passed since the last observation, and before.
  private long newReal;
  private long newStretched;
  private int newClaims;
  private double real = MEMORY_NANOS;
  private double stretched = MEMORY_NANOS;
  private double claims;

  private volatile double stretch = 1;

  /** Time has passed, in nanoseconds. */
  void passed(long realNanos, long stretchedNanos) {
    newReal += realNanos;
    newStretched += stretchedNanos;
  }

  /** So many items have been claimed, or are not synced after all if it is negative. */
  void claimed(int items) {
    newClaims += items;
  }

  /** True if enough has passed for {@link #observe} or {@link #ignore}. */
  boolean isToObserve() {
    return newReal >= OBSERVED_NANOS;
  }

  /** What has passed tells nothing: the stretch is that of what is demanded and permitted. */
  void ignore(double factor) {
    newReal = 0;
    newStretched = 0;
    newClaims = 0;
    tell(factor);
  }

  /**
   * Brings the stretch up to date.
   *
   * @param factor what is demanded by what is permitted; at least 1
   * @param demand in syncs per second
   */
  void observe(double factor, double demand) {
    real += newReal;
    stretched += newStretched;
    claims += newClaims;
    double expected = Math.max(factor, stretch); // real time per stretched time
    double least = stretched - 2 * expected * newStretched; // nothing while it stands still
    newReal = 0;
    newStretched = 0;
    newClaims = 0;
    if (demand <= 0) {
      tell(1);
      return;
    }
    double memory = Math.max(MEMORY_NANOS / expected, MEMORY_DUES / demand * NANOS_PER_SECOND);
    double kept = Math.min(1, Math.max(memory, least) / stretched);
    real *= kept;
    stretched *= kept;
    claims = Math.max(0, claims * kept);
    double most = MOST_TIMES * demand * real / NANOS_PER_SECOND / claims; // infinite without claims
    tell(Math.min(real / stretched, Math.max(factor, most)));
  }

  private void tell(double now) {
    double told = Math.max(1, now);
    if (told != stretch) {
      stretch = told;
    }
  }

  /** As it was told last; at least 1. */
  double stretch() {
    return stretch;
  }
}
