package io.github.autorefresh.cache.spi;

/**
 * Hands out permits at a limited rate. It is arithmetic: no method blocks, and whoever gets a wait
 * for an answer does the waiting. Thread-safe, and may be shared by several caches.
 */
public interface RateLimiter {

  /** Takes up to {@code max} permits that are free now, and returns how many: 0 to {@code max}. */
  int take(int max);

  /**
   * Reserves the next permit to come free. It is the caller's from now on, to be used after the
   * wait; so callers are served in the order in which they came. A limiter may refuse to promise
   * what is too far off for it.
   *
   * @return how long to wait before using it, in nanoseconds, counted from the return of this call;
   *     zero if it may be used now. If negative, the caller has no permit, and the time to ask
   *     again, by {@link #take}, is as many nanoseconds away as the answer is below zero.
   */
  long reserve();

  /**
   * Takes back permits that will not be used. The burst stays the bound: what would exceed it is
   * lost. So permits that are too old to be used can be exchanged: given back, then taken anew.
   *
   * <p>The limiter can't tell one permit from another, so the caller must know what it gives back:
   *
   * <ul>
   *   <li>A permit that was taken, or whose time came, longer ago than {@code burst / tps} is not
   *       to be given back: without it the bucket would have overflowed since. It is lost; or else
   *       of fifty left-over permits each could be exchanged for a free one, all at once.
   *   <li>A reserved permit whose time has not come is to be given back only if it is the last one
   *       reserved: the limiter frees the end of its queue.
   * </ul>
   *
   * <p>A limiter that cannot take permits back loses them, as this method does unless it is
   * implemented.
   *
   * @param permits how many; not negative
   */
  default void giveBack(int permits) {}

  /**
   * How many permits are free now: a hint for how many threads to wake, not a promise. Unless it is
   * implemented it is the burst.
   */
  default int available() {
    return burst();
  }

  /** Permits per second in the long run; infinite if there is no limit. */
  double tps();

  /** How many permits may be free at once after a lull. */
  int burst();

  /**
   * Changes the rate. Permits beyond the new burst are lost, reserved ones stay taken: their time
   * comes when as many permits as are still ahead have flowed in at the new rate.
   *
   * @throws UnsupportedOperationException if the rate of this limiter is not for the cache to set
   */
  void retune(double tps, int burst);
}
