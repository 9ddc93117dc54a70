package io.github.autorefresh.cache.engine.pace;

/**
 * How many tries of failed items may come sooner than their own period: a token bucket. One that
 * fails is tried again soon, as if there were none; a thousand are not, so that an external system
 * that is down is not called more often than one that is well. The bucket is full at first, and
 * fills at a tenth of the demand, but by one token in 30 seconds at least. Thread-safe.
 *
 * <p>After the retry token bucket of the AWS SDKs (M. Brooker, "Fixing retries with token buckets
 * and circuit breakers", 2022).
 */
public final class RetryBudget {

  private static final double SIZE = 10;
  private static final double SHARE = 0.1;
  private static final double LEAST_PER_NANO = 1 / 30e9;

  private double tokens = SIZE;
  private double perNano = LEAST_PER_NANO;
  private long at;
  private long taken;

  /** A full bucket. */
  public RetryBudget(long now) {
    at = now;
  }

  /**
   * So much is demanded from now on.
   *
   * @param perSecond the sum of 1/period over all live items
   */
  public synchronized void demand(double perSecond, long now) {
    fill(now);
    perNano = Math.max(SHARE * perSecond / 1e9, LEAST_PER_NANO);
  }

  /** Takes a token; false if there is none. */
  public synchronized boolean take(long now) {
    fill(now);
    if (tokens < 1) {
      return false;
    }
    tokens--;
    taken++;
    return true;
  }

  /** How many tokens were taken so far. */
  synchronized long taken() {
    return taken;
  }

  /** Gives tokens back, since the tries that they were taken for will not be made. */
  synchronized void giveBack(long unused) {
    tokens = Math.min(SIZE, tokens + Math.max(0, unused));
  }

  private void fill(long now) {
    if (now - at > 0) { // else another thread has looked at the clock later
      tokens = Math.min(SIZE, tokens + (now - at) * perNano);
      at = now;
    }
  }
}
