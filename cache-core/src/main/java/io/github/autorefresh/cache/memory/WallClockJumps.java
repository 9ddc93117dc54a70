package io.github.autorefresh.cache.memory;

/**
 * Notices when the wall clock has been set, by comparing it with the monotonic one, so that no time
 * between two of its readings is believed in which it was. Not thread-safe.
 */
final class WallClockJumps {

  /** It may be slewed: by 500 ppm, and so by less than this between two looks, as a rule. */
  private static final long LEAST_MILLIS = 1_000;

  private long aheadMillis = Long.MIN_VALUE;
  private long jumpedAt = -1;
  private long byNanos;

  /** Both clocks at one moment: nanoseconds, and milliseconds. */
  void look(long now, long wall) {
    long ahead = wall - now / 1_000_000;
    long jump = aheadMillis == Long.MIN_VALUE ? 0 : Math.abs(ahead - aheadMillis);
    if (jump > LEAST_MILLIS) {
      jumpedAt = now;
      byNanos = jump * 1_000_000;
    }
    aheadMillis = ahead;
  }

  /** True if the wall clock may have been set while so many nanoseconds passed by it. */
  boolean mayBeWrong(long passed, long now) {
    return jumpedAt >= 0 && now - jumpedAt <= passed + byNanos;
  }
}
