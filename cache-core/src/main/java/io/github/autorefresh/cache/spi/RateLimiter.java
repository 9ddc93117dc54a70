package io.github.autorefresh.cache.spi;

/**
 * Grants permits at a limited rate; a permit allows one call. No method blocks: a limiter only
 * computes, and the caller waits. Thread-safe; several caches may share a limiter.
 */
public interface RateLimiter {

  /**
   * Takes up to {@code max} of the permits that are free now.
   *
   * @return the number of permits taken; zero if none is free or {@code max} is not positive
   */
  int take(int max);

  /**
   * Takes the next permit in advance. It is the caller's from now on and may be used after the
   * wait; so callers are served in the order of their calls. A limiter may refuse a permit that is
   * too far in the future.
   *
   * @return nanoseconds to wait before the permit may be used, counted from the return of this
   *     call; zero if it may be used now. If negative, no permit was taken, and the caller should
   *     try again after that many nanoseconds (the absolute value), preferably with {@link #take}.
   */
  long reserve();

  /**
   * Takes back permits that will not be used. Afterwards it should be as if they had never been
   * taken: permits that would have been lost meanwhile because the bucket was full are not granted
   * again, and no more than the burst is free.
   *
   * <p>A reserved permit whose time has not come should be given back only if it is the last one
   * reserved: the limiter frees the end of its queue.
   *
   * @param permits the number of permits; not negative
   * @param ageNanos nanoseconds since they were taken; for a reserved permit, since it became
   *     usable
   * @return false if this limiter cannot take permits back, which is the default; they are still
   *     the caller's then
   */
  default boolean giveBack(int permits, long ageNanos) {
    return false;
  }

  /**
   * The number of permits that are free now; a hint for how many threads to wake, not a promise.
   * The default is the burst.
   */
  default int available() {
    return burst();
  }

  /** The average permits per second; {@link Double#POSITIVE_INFINITY} if there is no limit. */
  double tps();

  /** The number of permits that may be free at once after an idle time. */
  int burst();

  /**
   * Changes the rate. Free permits beyond the new burst are lost. Reserved permits stay reserved:
   * each becomes usable when it and those reserved before it have flowed in at the new rate.
   *
   * @throws UnsupportedOperationException if a cache may not change the rate of this limiter
   */
  void retune(double tps, int burst);
}
