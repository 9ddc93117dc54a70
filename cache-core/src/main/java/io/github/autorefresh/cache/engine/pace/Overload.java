package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.StoreStats;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line when more syncs are demanded than the rate permits, and one when that is over. For
 * one thread.
 */
public final class Overload {

  private static final Logger log = LoggerFactory.getLogger(Overload.class);

  private final String cache;
  private final ToDoubleFunction<StoreStats> saturation;
  private boolean told;

  /** Of this cache, whose saturation is told by that. */
  public Overload(String cache, ToDoubleFunction<StoreStats> saturation) {
    this.cache = cache;
    this.saturation = saturation;
  }

  /** Looks at the load, and says so if it has begun or ended to be too much. */
  public void look(StoreStats stats) {
    double demanded = saturation.applyAsDouble(stats);
    if (demanded > 1 && stats.overdue() > 0 && !told) {
      told = true;
      ForeignCode.log(
          () ->
              log.warn(
                  "Cache \"{}\" is overloaded: its items demand {} times the permitted rate, so each"
                      + " is synced that much less often (lag now {}); raise tps or the resync period",
                  cache,
                  String.format(Locale.ROOT, "%.2f", demanded),
                  Duration.ofNanos(stats.lagNanos())));
    } else if (demanded <= 1 && told) {
      told = false;
      ForeignCode.log(() -> log.info("Cache \"{}\" is no longer overloaded", cache));
    }
  }
}
