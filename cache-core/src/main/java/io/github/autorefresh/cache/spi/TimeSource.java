package io.github.autorefresh.cache.spi;

import java.time.Instant;
import java.time.InstantSource;

/** What tells the time: one clock for intervals, one for what people read. Thread-safe. */
public interface TimeSource extends InstantSource {

  /** Nanoseconds since an arbitrary origin, never going back. Only differences mean anything. */
  long nanos();

  /** The wall clock. It may be set, so nothing is scheduled by it. */
  @Override
  Instant instant();

  /** The clocks of this JVM. */
  static TimeSource system() {
    return SystemTime.INSTANCE;
  }
}
