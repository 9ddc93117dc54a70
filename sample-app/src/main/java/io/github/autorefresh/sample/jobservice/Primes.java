package io.github.autorefresh.sample.jobservice;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Counts the primes up to a limit with a sieve of Eratosthenes, one segment at a time. */
record Primes(long limit) implements Work {

  static final int MOST = 50_000_000;

  private static final int SEGMENT = 1 << 16;

  @Override
  public String run(Progress progress) throws InterruptedException {
    if (limit < 0 || limit > MOST) {
      throw new IllegalArgumentException("can count primes up to 0 to " + MOST + ", not " + limit);
    }
    int last = (int) limit;
    int[] divisors = primesBySearch((int) Math.sqrt(last));
    boolean[] composite = new boolean[SEGMENT];
    int count = 0;
    for (int first = 2; first <= last; first += SEGMENT) {
      int length = Math.min(SEGMENT, last - first + 1);
      sieve(first, length, divisors, composite);
      for (int i = 0; i < length; i++) {
        count += composite[i] ? 0 : 1;
      }
      progress.reached((double) (first + length - 1) / last);
    }
    return Integer.toString(count);
  }

  /** Marks the composites among the {@code length} numbers that begin with {@code first}. */
  private static void sieve(int first, int length, int[] divisors, boolean[] composite) {
    Arrays.fill(composite, false);
    for (int prime : divisors) {
      int multiple = Math.max(prime * prime, (first + prime - 1) / prime * prime);
      for (int i = multiple - first; i < length; i += prime) {
        composite[i] = true;
      }
    }
  }

  private static int[] primesBySearch(int last) {
    return IntStream.rangeClosed(2, last)
        .filter(n -> IntStream.rangeClosed(2, (int) Math.sqrt(n)).noneMatch(d -> n % d == 0))
        .toArray();
  }
}
