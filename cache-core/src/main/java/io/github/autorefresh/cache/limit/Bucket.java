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
 * @param highAt when the bucket last held half of the burst or more; initially when it was created
 */
record Bucket(
    Rate rate, int burst, long at, long tokens, long part, long overflowedAt, long highAt) {

  static Bucket full(Rate rate, int burst, long now) {
    return new Bucket(rate, burst, now, burst, 0, now, now);
  }

  private Bucket with(long at, long tokens, long part) {
    boolean high = 2 * (tokens + 1) > burst; // between two changes the last moment is the highest
    return new Bucket(rate, burst, at, tokens, part, overflowedAt, high ? at : highAt);
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
        : with(now, tokens + gained, rate.partIn(elapsed, part, gained));
  }

  /** This bucket without this many tokens. */
  Bucket less(long permits) {
    return new Bucket(rate, burst, at, tokens - permits, part, overflowedAt, highAt);
  }

  /**
   * This bucket with tokens put back that were taken at {@code takenAt}, but for those with which
   * it would have overflowed meanwhile. It never holds more than if they had not been taken; it may
   * hold less, since it does not remember all of its levels. All are lost if it has been full
   * since. Else no more are lost than have flowed in since; and none, if there was always room for
   * them because it held less than half of the burst.
   */
  Bucket plus(long permits, long takenAt) {
    if (takenAt - overflowedAt < 0) {
      return this;
    }
    long room = takenAt - highAt < 0 ? 0 : burst / 2;
    long exposed = Math.max(0, permits - room);
    long flowedIn = rate.tokensIn(Math.max(0, at - takenAt), 0);
    if (flowedIn >= exposed) {
      return plusNow(permits - exposed, 0);
    }
    return plusNow(permits - flowedIn, rate.partIn(Math.max(0, at - takenAt), 0, flowedIn));
  }

  /** With so many tokens more, less a part of one. */
  private Bucket plusNow(long more, long lessPart) {
    long rest = part - lessPart;
    long sum = tokens + more - (rest < 0 ? 1 : 0);
    return sum >= burst
        ? full(rate, burst, at)
        : with(at, sum, rest < 0 ? rest + rate.nanos() : rest);
  }

  /**
   * This bucket at another rate. Tokens beyond the new burst are lost; reserved tokens stay
   * reserved.
   */
  Bucket retuned(Rate newRate, int newBurst) {
    return tokens >= newBurst
        ? full(newRate, newBurst, at)
        : new Bucket(
            newRate, newBurst, at, tokens, newRate.partFrom(rate, part), overflowedAt, highAt);
  }

  /**
   * The nanoseconds from {@code now} until all reserved tokens have flowed in, rounded up; zero if
   * they have.
   */
  long untilPaid(long now) {
    return tokens >= 0 ? 0 : Math.max(0, at - now + rate.nanosFor(-tokens, part));
  }
}
