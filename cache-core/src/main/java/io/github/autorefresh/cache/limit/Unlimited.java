package io.github.autorefresh.cache.limit;

import io.github.autorefresh.cache.spi.RateLimiter;

/** No limit. */
enum Unlimited implements RateLimiter {
  INSTANCE;

  @Override
  public int take(int max) {
    return Math.max(0, max);
  }

  @Override
  public long reserve() {
    return 0;
  }

  @Override
  public int available() {
    return Integer.MAX_VALUE;
  }

  @Override
  public double tps() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public int burst() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void retune(double tps, int burst) {
    throw new UnsupportedOperationException("a cache without a rate limit can't be given one");
  }

  @Override
  public String toString() {
    return "unlimited";
  }
}
