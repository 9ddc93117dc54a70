package io.github.autorefresh.cache.spi;

/** A token bucket as the textbook has it, by a clock that a test moves. Thread-safe. */
final class ReferenceLimiter implements RateLimiter {

  private static final double NANOS_PER_SECOND = 1e9;

  private final TimeSource time;
  private double tps;
  private int burst;
  private double tokens;
  private long at;

  ReferenceLimiter(double tps, int burst, TimeSource time) {
    this.tps = tps;
    this.burst = burst;
    this.time = time;
    tokens = burst;
    at = time.nanos();
  }

  private void refill() {
    long now = time.nanos();
    tokens = Math.min(burst, tokens + (now - at) / NANOS_PER_SECOND * tps);
    at = now;
  }

  @Override
  public synchronized int take(int max) {
    refill();
    int taken = (int) Math.max(0, Math.min(max, Math.floor(tokens)));
    tokens -= taken;
    return taken;
  }

  @Override
  public synchronized long reserve() {
    refill();
    tokens -= 1;
    return (long) Math.max(0, Math.ceil(-tokens / tps * NANOS_PER_SECOND));
  }

  @Override
  public synchronized boolean giveBack(int permits, long ageNanos) {
    refill();
    tokens = Math.min(burst, tokens + permits);
    return true;
  }

  @Override
  public synchronized int available() {
    refill();
    return (int) Math.max(0, Math.floor(tokens));
  }

  @Override
  public synchronized double tps() {
    return tps;
  }

  @Override
  public synchronized int burst() {
    return burst;
  }

  @Override
  public synchronized void retune(double newTps, int newBurst) {
    refill();
    tps = newTps;
    burst = newBurst;
    tokens = Math.min(tokens, newBurst);
  }
}
