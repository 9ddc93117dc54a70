package io.github.autorefresh.cache.limit;

/**
 * A token bucket at one moment, as arithmetic: full at first, refilled continuously, never above
 * the burst, and below zero while tokens are reserved. So in any window of length w at most {@code
 * burst + tps * w} tokens leave it. The algorithm is that of Turner, "New directions in
 * communications", IEEE Communications Magazine 24(10), 1986. Immutable.
 *
 * @param rate the rate at which tokens flow in
 * @param burst the most tokens that it holds
 * @param at the moment, in nanoseconds of {@link io.github.autorefresh.cache.spi.TimeSource#nanos}
 * @param tokens the whole tokens in it; negative if more are reserved than have flowed in
 * @param part the part of the next token that has flowed in, in units of {@code 1/rate.nanos()}
 * @param overflowedAt when the bucket was last full; initially when it was created
 */
record Bucket(Rate rate, int burst, long at, long tokens, long part, long overflowedAt) {

  static Bucket full(Rate rate, int burst, long now) {
    return new Bucket(rate, burst, now, burst, 0, now);
  }

  /** This bucket at {@code now}, or at its own moment if that is later. */
  Bucket at(long now) {
    long elapsed = now - at;
    if (elapsed <= 0) {
      // Another thread read the clock later than the caller did, but updated the bucket first.
      return this;
    }
    long gained = rate.tokensIn(elapsed, part);
    return gained >= burst - tokens
        ? full(rate, burst, now)
        : new Bucket(
            rate, burst, now, tokens + gained, rate.partIn(elapsed, part, gained), overflowedAt);
  }

  /** This bucket without this many tokens. */
  Bucket less(long permits) {
    return new Bucket(rate, burst, at, tokens - permits, part, overflowedAt);
  }

  /**
   * This bucket with tokens put back that were taken at {@code takenAt}. Those that exceed the
   * burst are lost. All are lost if the bucket has been full since: had they been in it, as many
   * more would have overflowed. Otherwise the result is as if they had never been taken, with one
   * exception: if they would have made the bucket overflow meanwhile, it now holds too many tokens,
   * by at most as many as would have overflowed.
   */
  Bucket plus(long permits, long takenAt) {
    if (takenAt - overflowedAt < 0) {
      return this;
    }
    return permits >= burst - tokens
        ? full(rate, burst, at)
        : new Bucket(rate, burst, at, tokens + permits, part, overflowedAt);
  }

  /**
   * This bucket at another rate. Tokens beyond the new burst are lost; reserved tokens stay
   * reserved.
   */
  Bucket retuned(Rate newRate, int newBurst) {
    return tokens >= newBurst
        ? full(newRate, newBurst, at)
        : new Bucket(newRate, newBurst, at, tokens, newRate.partFrom(rate, part), overflowedAt);
  }

  /**
   * The nanoseconds from {@code now} until all reserved tokens have flowed in, rounded up; zero if
   * they have.
   */
  long untilPaid(long now) {
    return tokens >= 0 ? 0 : Math.max(0, at - now + rate.nanosFor(-tokens, part));
  }
}
