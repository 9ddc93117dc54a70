package io.github.autorefresh.cache.limit;

/**
 * A token bucket at one moment, as arithmetic: full at first, refilled continuously, never above
 * the burst, and below zero by what was reserved. So in any window of length w at most {@code burst
 * + tps * w} tokens leave it; the algorithm is that of Turner, "New directions in communications",
 * IEEE Communications Magazine 24(10), 1986.
 *
 * @param rate what flows in
 * @param burst how many tokens it holds
 * @param at the moment, in nanoseconds of a clock of which only differences mean anything
 * @param tokens the whole tokens in it; negative if more were reserved than had flowed in
 * @param part the beginning of the next token, in {@code 1/rate.nanos()} of it
 * @param overflowedAt when a token was lost last because the bucket was full; not before it was
 */
record Bucket(Rate rate, int burst, long at, long tokens, long part, long overflowedAt) {

  static Bucket full(Rate rate, int burst, long now) {
    return new Bucket(rate, burst, now, burst, 0, now);
  }

  /** This bucket at {@code now}, or at its own moment if that is later. */
  Bucket at(long now) {
    long elapsed = now - at;
    if (elapsed <= 0) {
      // Another thread has read the clock after the caller did, and was faster.
      return this;
    }
    long gained = rate.tokensIn(elapsed, part);
    return gained >= burst - tokens
        ? full(rate, burst, now)
        : new Bucket(
            rate, burst, now, tokens + gained, rate.partIn(elapsed, part, gained), overflowedAt);
  }

  /** This bucket without so many tokens. */
  Bucket less(long permits) {
    return new Bucket(rate, burst, at, tokens - permits, part, overflowedAt);
  }

  /**
   * This bucket with so many tokens put back that were taken then. What would exceed the burst is
   * lost; and so are all of them if the bucket has overflowed since, because had they been in it,
   * as many more would have been lost. So it is as if they had never been taken.
   */
  Bucket plus(long permits, long takenAt) {
    if (takenAt - overflowedAt < 0) {
      return this;
    }
    return permits >= burst - tokens
        ? full(rate, burst, at)
        : new Bucket(rate, burst, at, tokens + permits, part, overflowedAt);
  }

  /** This bucket at another rate: what overflows the new burst is lost, what is owed stays owed. */
  Bucket retuned(Rate newRate, int newBurst) {
    return tokens >= newBurst
        ? full(newRate, newBurst, at)
        : new Bucket(newRate, newBurst, at, tokens, newRate.partFrom(rate, part), overflowedAt);
  }

  /** The nanoseconds from {@code now} until nothing is owed, rounded up; zero if nothing is. */
  long untilPaid(long now) {
    return tokens >= 0 ? 0 : Math.max(0, at - now + rate.nanosFor(-tokens, part));
  }
}
