package io.github.autorefresh.sample.jobservice;

/**
 * Finds the number below a limit that takes the most steps to reach 1, when an even n is followed
 * by n / 2 and an odd one by 3n + 1. Of equally long chains, the one that starts lowest.
 */
record Collatz(long limit) implements Work {

  static final int MOST = 10_000_000;

  private static final int STARTS_PER_REPORT = 10_000;

  @Override
  public String run(Progress progress) throws InterruptedException {
    if (limit < 2 || limit > MOST) {
      throw new IllegalArgumentException("can search below 2 to " + MOST + ", not " + limit);
    }
    long longestFrom = 1;
    int longest = 0;
    for (long start = 2; start < limit; start++) {
      int steps = steps(start);
      if (steps > longest) {
        longest = steps;
        longestFrom = start;
      }
      if (start % STARTS_PER_REPORT == 0) {
        progress.reached((double) start / limit);
      }
    }
    return "%d takes %d steps".formatted(longestFrom, longest);
  }

  /** No chain that starts below {@link #MOST} leaves the range of a long, by far. */
  private static int steps(long start) {
    int steps = 0;
    for (long n = start; n != 1; steps++) {
      n = n % 2 == 0 ? n / 2 : 3 * n + 1;
    }
    return steps;
  }
}
