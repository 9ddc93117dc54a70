package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.spi.ForeignCode;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line when the external system begins to be left alone, and one when the rate is the
 * usual one again: a pair a minute at most, with the number of holds that were not logged.
 * Thread-safe.
 */
public final class HoldLog {

  private static final Logger log = LoggerFactory.getLogger(HoldLog.class);

  private final String cache;

  // Guarded by this; what is logged is foreign code, and logged outside.
  private final OncePerMinute lines = new OncePerMinute();
  private boolean said;
  private @Nullable Hold unsaid;
  private int othersUnsaid;

  /**
   * A hold.
   *
   * @param before the rate that was permitted before, in calls per second
   * @param after the rate that is permitted when it ends
   */
  private record Hold(RetryAfterException told, long nanos, double before, double after) {}

  /** Of this cache. */
  public HoldLog(String cache) {
    this.cache = cache;
  }

  /**
   * A hold begins.
   *
   * @param nanos how long it is
   * @param before the rate that was permitted before, in calls per second; infinite without a limit
   * @param after the rate that is permitted when it ends
   */
  public void holds(RetryAfterException told, long nanos, double before, double after, long now) {
    synchronized (this) {
      othersUnsaid += unsaid == null ? 0 : 1;
      unsaid = new Hold(told, nanos, before, after);
    }
    goesOn(now);
  }

  /** The rate is limited still, after a hold or during one. */
  public void goesOn(long now) {
    Hold hold;
    int others;
    synchronized (this) {
      hold = unsaid;
      others = othersUnsaid;
      if (hold == null || !lines.take(now)) {
        return;
      }
      said = true;
      unsaid = null;
      othersUnsaid = 0;
    }
    ForeignCode.contained(
        () -> warn(hold, others, Throwable::toString),
        () -> warn(hold, others, cause -> cause.getClass().getName()));
  }

  private void warn(Hold hold, int others, Function<Throwable, String> print) {
    Throwable cause = hold.told().getCause() == null ? hold.told() : hold.told().getCause();
    log.warn(
        "Cache \"{}\": the external system asks to be left alone ({}): no call begins for {}, then"
            + " {} calls/s instead of {} until it has more to spare{}",
        cache,
        print.apply(cause),
        Duration.ofNanos(hold.nanos()),
        rate(hold.after()),
        rate(hold.before()),
        others == 0 ? "" : "; " + others + " more holds since the last such line");
  }

  /** The rate is the usual one again. */
  public void over(double rate) {
    int others;
    synchronized (this) {
      if (!said) {
        return;
      }
      said = false;
      others = othersUnsaid + (unsaid == null ? 0 : 1);
      unsaid = null;
      othersUnsaid = 0;
    }
    ForeignCode.log(
        () ->
            log.info(
                "Cache \"{}\": the rate is {} again{}",
                cache,
                Double.isInfinite(rate) ? "not limited" : rate(rate) + " calls/s",
                others == 0 ? "" : ", after " + others + " more holds"));
  }

  private static String rate(double rate) {
    return Double.isInfinite(rate) ? "any number of" : String.format(Locale.ROOT, "%.2f", rate);
  }
}
