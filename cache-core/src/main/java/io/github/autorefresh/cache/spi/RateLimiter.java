package io.github.autorefresh.cache.spi;

/**
 * Grants permits at a limited rate; a permit allows one call. No method blocks: a limiter only
 * computes, and the caller waits. Thread-safe; may be shared by several caches.
 */
public interface RateLimiter {

  /** Takes up to {@code max} of the permits that are free now, and returns how many it took. */
  int take(int max);

  /**
   * Takes the next permit to become free in advance. It belongs to the caller from now on, to be
   * used after the wait; so callers are served in the order of their calls. A limiter may refuse a
   * permit that is too far in the future.
   *
   * @return nanoseconds to wait before the permit may be used, counted from the return of this
   *     call; zero if it may be used now. If negative, no permit was taken, and the caller should
   *     try again after that many nanoseconds (the absolute value), preferably with {@link #take}.
   */
  long reserve();

  /**
   * Takes back permits that will not be used, so that permits that are too old to be used can be
   * exchanged: given back, then taken anew. Afterwards it is as if they had never been taken: those
   * that the bucket would have overflowed with meanwhile are lost, and the burst stays the bound.
   *
   * <p>A reserved permit whose time has not come is to be given back only if it is the last one
   * reserved: the limiter frees the end of its queue.
   *
   * @param permits the number of permits; not negative
   * @param ageNanos the time since they were taken, or since the time of a reserved one came
   * @return false if this limiter cannot take permits back, as is so unless this is implemented;
   *     then they are still the caller's
   */
  default boolean giveBack(int permits, long ageNanos) {
    return false;
  }

  /**
   * The number of permits that are free now: a hint for how many threads to wake, not a promise. By
   * default, the burst.
   */
  default int available() {
    return burst();
  }

  /** The average permits per second; {@link Double#POSITIVE_INFINITY} if there is no limit. */
  double tps();

  /** The number of permits that may be free at once after an idle time. */
  int burst();

  /**
   * Changes the rate. Permits beyond the new burst are lost, reserved ones stay taken: their time
   * comes when as many permits as are still ahead have flowed in at the new rate.
   *
   * @throws UnsupportedOperationException if a cache may not change the rate of this limiter
   */
  void retune(double tps, int burst);
}
