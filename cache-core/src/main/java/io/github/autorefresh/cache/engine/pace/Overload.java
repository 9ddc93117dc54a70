package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.StoreStats;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line when more syncs are demanded than the rate permits, and one when that is over. Not
 * thread-safe.
 */
public final class Overload {

  private static final Logger log = LoggerFactory.getLogger(Overload.class);

  private final String cache;
  private final ToDoubleFunction<StoreStats> saturation;
  private final Supplier<Duration> period;
  private boolean told;

  /** For this cache, whose saturation {@code saturation} computes, with its resync period. */
  public Overload(
      String cache, ToDoubleFunction<StoreStats> saturation, Supplier<Duration> period) {
    this.cache = cache;
    this.saturation = saturation;
    this.period = period;
  }

  /** Checks the load, and logs if an overload has begun or ended. */
  public void look(StoreStats stats) {
    double demanded = saturation.applyAsDouble(stats);
    if (demanded > 1 && stats.overdue() > 0 && !told) {
      told = true;
      ForeignCode.log(
          () ->
              log.warn(
                  "Cache \"{}\" is overloaded: its items demand {} times the permitted rate, so each"
                      + " is synced that much less often (lag now {}); raise tps or the resync period (now"
                      + " {} ms)",
                  cache,
                  String.format(Locale.ROOT, "%.2f", demanded),
                  Duration.ofNanos(stats.lagNanos()),
                  period.get().toMillis()));
    } else if (demanded <= 1 && told) {
      told = false;
      ForeignCode.log(() -> log.info("Cache \"{}\" is no longer overloaded", cache));
    }
  }
}
