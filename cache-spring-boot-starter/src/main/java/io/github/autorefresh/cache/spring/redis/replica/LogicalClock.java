package io.github.autorefresh.cache.spring.redis.replica;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this replica knows of the clock that all stored times are of: by how much it is ahead of
 * Redis' own, which is more whenever that is set back. Thread-safe.
 */
final class LogicalClock {

  private static final Logger log = LoggerFactory.getLogger(LogicalClock.class);
  private static final long UNKNOWN = -1;

  private final String cache;
  private long shift = UNKNOWN;
  private long latest;

  LogicalClock(String cache) {
    this.cache = cache;
  }

  synchronized long shiftMicros() {
    return Math.max(0, shift);
  }

  /** A moment that has passed; zero if none is known. */
  synchronized long latestMicros() {
    return latest;
  }

  synchronized void was(long nowMicros) {
    latest = Math.max(latest, nowMicros);
  }

  synchronized void isShiftedBy(long micros) {
    if (shift != UNKNOWN && micros > shift) {
      log.warn(
          "Cache \"{}\": the clock of Redis was set back by {}; times in this cache go on from where"
              + " they were",
          cache,
          Duration.of(micros - shift, ChronoUnit.MICROS));
    }
    shift = Math.max(shift, micros);
  }
}
