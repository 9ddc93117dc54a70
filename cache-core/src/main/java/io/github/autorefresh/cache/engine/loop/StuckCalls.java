package io.github.autorefresh.cache.engine.loop;

import io.github.autorefresh.cache.engine.pace.OncePerMinute;
import io.github.autorefresh.cache.spi.ForeignCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that calls have not returned although they were interrupted at their timeout: one WARN a
 * minute at most, and one INFO when all have returned. Used by one event loop, in turns: {@link
 * #found} for each call that is stuck, then {@link #look}.
 */
final class StuckCalls {

  /** A call that heeds the interrupt returns sooner. */
  private static final long PATIENCE_NANOS = 1_000_000_000;

  private static final Logger log = LoggerFactory.getLogger(StuckCalls.class);

  private final String cache;
  private final Duration timeout;
  private final OncePerMinute lines = new OncePerMinute();
  private boolean told;

  // In this turn.
  private int late;
  private @Nullable String id;
  private long untilLate = EventLoop.Task.IDLE;

  StuckCalls(String cache, Duration timeout) {
    this.cache = cache;
    this.timeout = timeout;
  }

  /** A call for that item has begun so many nanoseconds ago, has timed out, and goes on. */
  void found(@Nullable String item, long age) {
    long left = timeout.toNanos() + PATIENCE_NANOS - age;
    if (left > 0) {
      untilLate = Math.min(untilLate, left);
    } else {
      late++;
      id = item;
    }
  }

  /** Logs what was found in this turn; returns the nanoseconds until there may be more to log. */
  long look(long now) {
    if (late > 0 && lines.take(now)) {
      told = true;
      warn(late, id);
    } else if (late == 0 && told) {
      told = false;
      ForeignCode.log(
          () -> log.info("Cache \"{}\": all calls that were stuck have returned", cache));
    }
    long wait = untilLate;
    late = 0;
    id = null;
    untilLate = EventLoop.Task.IDLE;
    return wait;
  }

  private void warn(int calls, @Nullable String item) {
    ForeignCode.log(
        () ->
            log.warn(
                "Cache \"{}\": {} stuck, such as that for item \"{}\": interrupted at the timeout of"
                    + " {}, but not returned; a stuck call holds its thread, and its item is not"
                    + " synced",
                cache,
                calls == 1 ? "1 call is" : calls + " calls are",
                item,
                timeout));
  }
}
