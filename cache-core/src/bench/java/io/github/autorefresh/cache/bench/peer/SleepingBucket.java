package io.github.autorefresh.cache.bench.peer;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Tokens as a fraction, and a sleep for each one that is missing, as the Go original has it.
 * Thread-safe if its clock is.
 */
public final class SleepingBucket {

  private final double tps;
  private final int burst;
  private final LongSupplier nanoTime;
  private final LongConsumer sleep;
  private double tokens;
  private long at;

  /**
   * A full bucket.
   *
   * @param nanoTime the time, in nanoseconds
   * @param sleep sleeps for so many nanoseconds
   */
  public SleepingBucket(double tps, int burst, LongSupplier nanoTime, LongConsumer sleep) {
    this.tps = tps;
    this.burst = burst;
    this.nanoTime = nanoTime;
    this.sleep = sleep;
    tokens = burst;
    at = nanoTime.getAsLong();
  }

  /** Takes a token, and sleeps until it is there. */
  public void await() {
    long wait = reserve();
    if (wait > 0) {
      sleep.accept(wait);
    }
  }

  private synchronized long reserve() {
    long now = nanoTime.getAsLong();
    tokens = Math.min(burst, tokens + (now - at) * tps / 1e9) - 1;
    at = now;
    return tokens < 0 ? (long) (-tokens / tps * 1e9) : 0;
  }
}
