package io.github.autorefresh.cache.bench.outage;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/** Time that passes only while somebody sleeps. For one thread. */
final class SimulatedClock implements Ticker {

  private long nanos;

  /** Nanoseconds since the start of the run. */
  @Override
  public long read() {
    return nanos;
  }

  void sleep(Duration time) {
    nanos += time.toNanos();
  }
}
