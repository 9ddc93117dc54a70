package io.github.autorefresh.cache.limit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * A rate as a fraction: {@code tokens} in {@code nanos}. It is counted in whole numbers, so that
 * rounding errors do not add up, however long the time and whatever the rate. Immutable.
 *
 * @param tps the rate in tokens per second
 * @param tokens the numerator, at most {@code nanos}
 * @param nanos the denominator, in nanoseconds, below 2<sup>54</sup>
 */
record Rate(double tps, long tokens, long nanos) {

  /** 146 years in nanoseconds: in effect never, and safe from overflow when added to a time. */
  static final long FOREVER = 1L << 62;

  private static final BigInteger LARGEST = BigInteger.valueOf(FOREVER);
  private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);
  private static final int MOST_BITS = 54;

  /**
   * The simplest fraction that rounds to the same double. So {@code 1 / 3.0} is one token in
   * exactly 3 s, and no rate is off by more than the precision of doubles, one part in
   * 10<sup>16</sup>.
   */
  static Rate of(double tps) {
    BigInteger[] perSecond = convergent(tps, 0);
    BigInteger nanos = perSecond[1].multiply(NANOS_PER_SECOND);
    BigInteger common = nanos.gcd(perSecond[0]);
    if (nanos.divide(common).bitLength() <= MOST_BITS) {
      return of(tps, perSecond[0].divide(common), nanos.divide(common));
    }
    // Only numbers with very many digits get here. Now the fraction always fits: a convergent that
    // is not yet the same double is off by more than 2^-54, which bounds the next denominator.
    BigInteger[] perNano = convergent(tps, 9);
    return of(tps, perNano[0], perNano[1]);
  }

  private static Rate of(double tps, BigInteger tokens, BigInteger nanos) {
    return new Rate(tps, tokens.longValueExact(), nanos.longValueExact());
  }

  /**
   * The first convergent of the continued fraction of {@code tps / 10^decimals} that, multiplied by
   * {@code 10^decimals}, rounds to {@code tps}: numerator and denominator.
   */
  private static BigInteger[] convergent(double tps, int decimals) {
    BigDecimal exact = new BigDecimal(tps).movePointLeft(decimals);
    BigInteger dividend = exact.unscaledValue();
    BigInteger divisor = BigInteger.TEN.pow(exact.scale());
    BigInteger[] before = {BigInteger.ZERO, BigInteger.ONE};
    BigInteger[] current = {BigInteger.ONE, BigInteger.ZERO};
    do {
      BigInteger[] quotient = dividend.divideAndRemainder(divisor);
      BigInteger[] next = {
        quotient[0].multiply(current[0]).add(before[0]),
        quotient[0].multiply(current[1]).add(before[1])
      };
      before = current;
      current = next;
      dividend = divisor;
      divisor = quotient[1];
    } while (toDouble(current, decimals) != tps);
    return current;
  }

  private static double toDouble(BigInteger[] fraction, int decimals) {
    return new BigDecimal(fraction[0])
        .movePointRight(decimals)
        .divide(new BigDecimal(fraction[1]), MathContext.DECIMAL128)
        .doubleValue();
  }

  /**
   * The whole tokens after {@code elapsed} nanoseconds, if {@code part} of one was there before. A
   * part is in units of {@code 1/nanos} of a token, here and below.
   */
  long tokensIn(long elapsed, long part) {
    return multiplyAndDivide(elapsed, tokens, part, nanos);
  }

  /**
   * The part left over by {@link #tokensIn}, which must have returned less than {@link #FOREVER}.
   */
  long partIn(long elapsed, long part, long whole) {
    // The products may overflow; their difference is small and correct nevertheless.
    return elapsed * tokens + part - whole * nanos;
  }

  /**
   * The nanoseconds until {@code wanted} tokens are whole, rounded up, if {@code part} of one is
   * there already.
   */
  long nanosFor(long wanted, long part) {
    return multiplyAndDivide(wanted, nanos, tokens - 1 - part, tokens);
  }

  /** Converts a part of a token from another rate's units to this rate's, rounding down. */
  long partFrom(Rate other, long part) {
    return multiplyAndDivide(part, nanos, 0, other.nanos);
  }

  /** {@code (a * b + c) / d} rounded down, exactly, and at most {@link #FOREVER}. */
  private static long multiplyAndDivide(long a, long b, long c, long d) {
    long product = a * b;
    long sum = product + c;
    if (Math.multiplyHigh(a, b) == 0 && (product | sum) >= 0) {
      return Math.min(sum / d, FOREVER);
    }
    return BigInteger.valueOf(a)
        .multiply(BigInteger.valueOf(b))
        .add(BigInteger.valueOf(c))
        .divide(BigInteger.valueOf(d))
        .min(LARGEST)
        .longValue();
  }
}
