package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.RateLimiter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles what the limiter throws: decides when to try again, and logs it. Thread-safe. */
final class LimiterFailures {

  private static final Logger log = LoggerFactory.getLogger(LimiterFailures.class);
  private static final long FIRST_DELAY = 100_000_000;
  private static final long LONGEST_DELAY = 1_000_000_000;
  private static final long SERIES = 60_000_000_000L;

  private volatile int inARow;
  private volatile long seriesEnds = Long.MIN_VALUE;

  /** True if a failure was logged by {@link #tellOnce}, so that the next series need not log it. */
  private final AtomicBoolean told = new AtomicBoolean();

  boolean isFailing() {
    return inARow > 0;
  }

  void over() {
    if (inARow > 0) {
      inARow = 0;
    }
  }

  /** Notes a failure; returns how long not to ask the limiter, in nanoseconds. */
  long delayAfter(RateLimiter limiter, Throwable thrown, long now) {
    int before = inARow;
    inARow = Math.min(before + 1, 5);
    if (now >= seriesEnds && !told.getAndSet(false)) {
      tell(limiter, thrown);
    }
    seriesEnds = now + SERIES;
    return Math.min(FIRST_DELAY << before, LONGEST_DELAY);
  }

  /** For failures that may recur without harm: of figures, and of permits given back. */
  void tellOnce(RateLimiter limiter, Throwable thrown) {
    if (told.compareAndSet(false, true)) {
      tell(limiter, thrown);
    }
  }

  private static void tell(RateLimiter limiter, Throwable thrown) {
    ForeignCode.contained(
        () -> log.warn("The rate limiter {} threw; it will be asked again", limiter, thrown),
        () ->
            log.warn("A {} threw a {}", limiter.getClass().getName(), thrown.getClass().getName()));
  }
}
