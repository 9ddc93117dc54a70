package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.ForeignCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs that a cache starts, and what it goes by. */
final class StartLog {

  private static final Logger log = LoggerFactory.getLogger(StartLog.class);

  private StartLog() {}

  static void started(String cache, CacheSettings settings, long size) {
    ForeignCode.log(
        () -> log.info("Cache \"{}\" has started with {} items: {}", cache, size, settings));
  }
}
