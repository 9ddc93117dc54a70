package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Instant;

/** The times of a store: since its origin, so that they are small and not negative. */
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

  /** The engine's time of one that is since the origin. */
  long onEngineClock(long nanos) {
    return nanos + origin;
  }

  /** Milliseconds of the wall clock since the origin; negative if that was set back. */
  long wall() {
    return time.millis() - wallOrigin;
  }

  Instant ofWall(long wall) {
    return Instant.ofEpochMilli(wallOrigin + wall);
  }

  /** The wall clock's time of one that is in nanoseconds since the origin. */
  Instant of(long nanos) {
    return time.instant().plusNanos(nanos - now());
  }

  /** A time that is later by this; the latest there is if that is too late for a number. */
  static long sum(long nanos, long delay) {
    long sum = nanos + delay;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
