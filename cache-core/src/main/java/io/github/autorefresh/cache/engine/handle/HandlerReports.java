package io.github.autorefresh.cache.engine.handle;

import io.github.autorefresh.cache.engine.commit.Settlement;
import io.github.autorefresh.cache.engine.pace.OncePerMinute;
import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.HandlerMarks;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how calls of the handler end: observers of each, and the log when calls begin to fail, once
 * a minute at most, and when none does any longer; and of each item that is given up. Thread-safe.
 */
final class HandlerReports {

  private static final Logger log = LoggerFactory.getLogger(HandlerReports.class);

  private final String cache;
  private final Settlement<?> settlement;
  private final LongAdder abandoned = new LongAdder();

  // Guarded by this; what is logged is foreign code, and logged outside.
  private final OncePerMinute lines = new OncePerMinute();
  private boolean said;

  HandlerReports(String cache, Settlement<?> settlement) {
    this.cache = cache;
    this.settlement = settlement;
  }

  /** A call has returned. */
  void handled(long nanos) {
    settlement.handled(null, nanos);
  }

  /** A call has failed. */
  void failed(String id, Throwable error, long nanos, long now) {
    if (beginsToFail(now)) {
      ForeignCode.warn(
          log,
          cache,
          "the handler has failed for item \"" + id + "\" and will be called again",
          error);
    }
    settlement.handled(error, nanos);
  }

  private synchronized boolean beginsToFail(long now) {
    if (said || !lines.take(now)) {
      return false;
    }
    said = true;
    return true;
  }

  /** Looks whether calls still fail. */
  void look(HandlerMarks.Stats stats) {
    if (stats.failing() == 0 && failsNoLonger()) {
      ForeignCode.log(
          () -> log.info("Cache \"{}\": the handler no longer fails for any item", cache));
    }
  }

  private synchronized boolean failsNoLonger() {
    boolean over = said;
    said = false;
    return over;
  }

  /** An item was not handled in time. */
  void givenUp(HandlerMarks.GivenUp item) {
    abandoned.increment();
    String message =
        "item \"" + item.id() + "\" was not handled within the handler retention: it is given up";
    Throwable error = item.error();
    if (error == null) {
      ForeignCode.log(() -> log.error("Cache \"{}\": {}", cache, message));
    } else {
      ForeignCode.error(log, cache, message, error);
    }
  }

  /** How many items were given up. */
  long abandoned() {
    return abandoned.sum();
  }
}
