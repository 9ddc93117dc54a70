package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.spi.ForeignCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line when an outage begins and one when it is over, but one such pair a minute at most:
 * a system that flaps does not flood the log. An outage that begins within that minute is told of
 * when the minute is over, if it still lasts; otherwise it is counted, and the next line tells how
 * many there were. Thread-safe.
 */
public final class OutageLog {

  private static final Logger log = LoggerFactory.getLogger(OutageLog.class);

  private final String cache;
  private final OncePerMinute lines = new OncePerMinute();
  private int untold;

  /** What the present outage is to be told with; null if there is none, or it was told. */
  private @Nullable Throwable cause;

  private long failing;
  private boolean told;

  /** Of this cache. */
  public OutageLog(String cache) {
    this.cache = cache;
  }

  /** An outage has begun, by this failure among others; so many items fail. */
  public synchronized void began(Throwable cause, long failing, long now) {
    this.cause = cause;
    this.failing = failing;
    this.told = false;
    look(now);
  }

  /** Tells of an outage that has not been told of, if it may now. */
  public synchronized void look(long now) {
    Throwable why = cause;
    if (why == null || !lines.take(now)) {
      return;
    }
    String message =
        "an outage has begun: "
            + (failing == 1 ? "1 item fails" : failing + " items fail")
            + ", and no call succeeds; only probes are made until one does"
            + others();
    cause = null;
    told = true;
    untold = 0;
    ForeignCode.warn(log, cache, message, why);
  }

  private String others() {
    return untold == 0 ? "" : " (" + untold + " short outages before were not logged)";
  }

  /** It is over, after so long, and so many items that failed in it are due. */
  public synchronized void ended(long lastedNanos, long failed) {
    cause = null;
    if (!told) {
      untold++;
      return;
    }
    told = false;
    ForeignCode.log(
        () ->
            log.info(
                "Cache \"{}\": the outage is over after {}; {} items that failed in it are due now",
                cache,
                Duration.ofNanos(lastedNanos),
                failed));
  }
}
