package io.github.autorefresh.cache.spi;

import java.time.Instant;
import java.time.InstantSource;

/** Two clocks: one for intervals, one for the time that people read. Thread-safe. */
public interface TimeSource extends InstantSource {

  /** Nanoseconds since an arbitrary origin, never decreasing. Only differences are meaningful. */
  long nanos();

  /** The wall clock. It may be adjusted, so nothing is scheduled by it. */
  @Override
  Instant instant();

  /** The clocks of this JVM. */
  static TimeSource system() {
    return SystemTime.INSTANCE;
  }
}
