package io.github.autorefresh.cache.limit;

import java.math.BigInteger;

/**
 * A token bucket as one would define it, in fractions of any size, for a rate of {@code tokens} per
 * {@code seconds}. Slow, and obviously right.
 */
final class ReferenceBucket {

  private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);

  /** What flows in per nanosecond, in units of which {@link #token} make up a token. */
  private final BigInteger inflow;

  private final BigInteger token;
  private final BigInteger full;
  private BigInteger level;

  ReferenceBucket(long tokens, long seconds, int burst) {
    inflow = BigInteger.valueOf(tokens);
    token = BigInteger.valueOf(seconds).multiply(NANOS_PER_SECOND);
    full = token.multiply(BigInteger.valueOf(burst));
    level = full;
  }

  void advanceNanos(long step) {
    level = level.add(inflow.multiply(BigInteger.valueOf(step))).min(full);
  }

  int take(int max) {
    BigInteger whole = level.max(BigInteger.ZERO).divide(token);
    BigInteger taken = whole.min(BigInteger.valueOf(max));
    level = level.subtract(taken.multiply(token));
    return taken.intValueExact();
  }

  void giveBack(int permits) {
    level = level.add(token.multiply(BigInteger.valueOf(permits))).min(full);
  }

  int available() {
    return level.max(BigInteger.ZERO).divide(token).intValueExact();
  }

  long reserve() {
    level = level.subtract(token);
    BigInteger owed = level.negate().max(BigInteger.ZERO);
    return owed.add(inflow).subtract(BigInteger.ONE).divide(inflow).longValueExact();
  }
}
