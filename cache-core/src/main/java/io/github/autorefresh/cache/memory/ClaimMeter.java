package io.github.autorefresh.cache.memory;

/** How much is being claimed: by that a schedule knows that its cache is at work. Arithmetic. */
final class ClaimMeter {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long WINDOW_NANOS = 500_000_000;
  private static final long RECENT_NANOS = 4 * WINDOW_NANOS;

  private int claimed;
  private boolean ever;
  private long workBegan;
  private long lastAt;

  // The window under way, and the one before it.
  private long began;
  private long inWindow;
  private long before;
  private long beforeNanos = WINDOW_NANOS;

  /** So many items have been claimed. */
  void claimed(int items, long now) {
    if (items > 0) {
      roll(now);
      if (!ever || (claimed == 0 && now - lastAt > RECENT_NANOS)) {
        workBegan = now;
      }
      claimed += items;
      inWindow += items;
      lastAt = now;
      ever = true;
    }
  }

  /** The claims of so many items have ended. */
  void released(int items) {
    claimed -= items;
  }

  /** So many items that were claimed are not synced. */
  void unmade(int items) {
    inWindow -= items;
  }

  /** Items claimed per second, of late; infinite while it has just begun and nobody knows. */
  double perSecond(long now) {
    roll(now);
    if (!ever || now - workBegan < WINDOW_NANOS) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.max(0, before + inWindow) * NANOS_PER_SECOND / (beforeNanos + now - began);
  }

  private void roll(long now) {
    long passed = now - began;
    if (passed >= WINDOW_NANOS) {
      boolean recent = passed < RECENT_NANOS;
      before = recent ? inWindow : 0;
      beforeNanos = recent ? passed : WINDOW_NANOS;
      inWindow = 0;
      began = now;
    }
  }

  /** True if something is claimed, or was not longer ago than this. */
  boolean isAtWork(long now, long within) {
    return claimed > 0 || untilAtRest(now, within) > 0;
  }

  /** Nanoseconds until {@link #isAtWork} ends if nothing more is claimed; zero if it is over. */
  long untilAtRest(long now, long within) {
    return ever ? Math.max(0, within - (now - lastAt)) : 0;
  }
}
