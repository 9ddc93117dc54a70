package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Cadence;
import io.github.autorefresh.cache.spi.ForeignCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs that a cache starts, and what it goes by. */
final class StartLog {

  private static final Logger log = LoggerFactory.getLogger(StartLog.class);

  private StartLog() {}

  /** A cache has started with so many items, in a store that keeps their histories or does not. */
  static void started(String cache, CacheSettings settings, long size, boolean keepsHistories) {
    ForeignCode.log(
        () -> log.info("Cache \"{}\" has started with {} items: {}", cache, size, settings));
    if (settings.cadence() instanceof Cadence.Learned && !keepsHistories) {
      ForeignCode.log(
          () ->
              log.warn(
                  "Cache \"{}\" cannot learn its cadence: its store keeps no histories of items, so"
                      + " each is synced once per resync period",
                  cache));
    }
  }
}
