package io.github.autorefresh.cache.bench.outage;

import java.time.Duration;

/** Tokens as a fraction, and a sleep for each one that is missing, as the Go original has it. */
final class SleepingBucket {

  private final double tps;
  private final int burst;
  private final SimulatedClock clock;
  private double tokens;
  private long at;

  SleepingBucket(double tps, int burst, SimulatedClock clock) {
    this.tps = tps;
    this.burst = burst;
    this.clock = clock;
    tokens = burst;
  }

  void await() {
    long now = clock.read();
    tokens = Math.min(burst, tokens + (now - at) * tps / 1e9) - 1;
    at = now;
    if (tokens < 0) {
      clock.sleep(Duration.ofNanos((long) (-tokens / tps * 1e9)));
    }
  }
}
