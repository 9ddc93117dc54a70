package io.github.autorefresh.cache.spi;

import java.time.Instant;
import java.time.InstantSource;

/** Two clocks: one for intervals, and the wall clock. Thread-safe. */
public interface TimeSource extends InstantSource {

  /**
   * Nanoseconds since an arbitrary origin, never decreasing; may be negative. Only differences are
   * meaningful.
   */
  long nanos();

  /** The time of the wall clock. It may be adjusted, so nothing is scheduled by it. */
  @Override
  Instant instant();

  /** The clocks of this JVM. */
  static TimeSource system() {
    return SystemTime.INSTANCE;
  }
}
