package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Instant;

/**
 * The times of a store, counted from its creation (the origin), so that times in nanoseconds are
 * small and not negative. Thread-safe.
 */
final class StoreClock {

  private final TimeSource time;
  private final long origin;
  private final long wallOrigin;

  StoreClock(TimeSource time) {
    this.time = time;
    origin = time.nanos();
    wallOrigin = time.millis();
  }

  /** Nanoseconds since the origin. */
  long now() {
    return time.nanos() - origin;
  }

  /** A time since the origin, on the engine's clock. */
  long onEngineClock(long nanos) {
    return nanos + origin;
  }

  /** Milliseconds of the wall clock since the origin; negative if the clock was set back. */
  long wall() {
    return time.millis() - wallOrigin;
  }

  Instant ofWall(long wall) {
    return Instant.ofEpochMilli(wallOrigin + wall);
  }

  /** The wall-clock time of a time in nanoseconds since the origin. */
  Instant of(long nanos) {
    return time.instant().plusNanos(nanos - now());
  }

  /** The sum, or {@link Long#MAX_VALUE} if it overflows. */
  static long sum(long nanos, long delay) {
    long sum = nanos + delay;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
