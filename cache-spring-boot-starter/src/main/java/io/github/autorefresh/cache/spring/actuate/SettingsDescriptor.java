package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.FirstSync;
import io.github.autorefresh.cache.HandlerSettings;
import io.github.autorefresh.cache.spi.Handling;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force, named as their properties are.
 *
 * @param tps null if unlimited, as is {@code burst}
 * @param maxSize null if not bounded
 * @param handler null if the cache has none
 */
record SettingsDescriptor(
    Duration resyncPeriod,
    boolean unlimited,
    @Nullable Double tps,
    @Nullable Integer burst,
    int parallelism,
    int maxBatch,
    Duration syncTimeout,
    Backoff backoff,
    double jitter,
    @Nullable Long maxSize,
    Duration terminalRetention,
    Duration shutdownTimeout,
    FirstSync firstSync,
    Outage outage,
    @Nullable HandlerSettings handler,
    Cadence cadence) {

  record Backoff(Duration initial, Duration max) {}

  record Outage(boolean enabled, Duration probeInterval) {}

  /**
   * @param minPeriod null if fixed, as is {@code maxPeriod}
   */
  record Cadence(Type type, @Nullable Duration minPeriod, @Nullable Duration maxPeriod) {

    enum Type {
      FIXED,
      LEARNED
    }

    static Cadence of(io.github.autorefresh.cache.Cadence cadence) {
      return cadence instanceof io.github.autorefresh.cache.Cadence.Learned learned
          ? new Cadence(Type.LEARNED, learned.minPeriod(), learned.maxPeriod())
          : new Cadence(Type.FIXED, null, null);
    }
  }

  static SettingsDescriptor of(AutoRefreshCache<?> cache) {
    CacheSettings settings = cache.settings();
    boolean unlimited = settings.isUnlimited();
    return new SettingsDescriptor(
        settings.resyncPeriod(),
        unlimited,
        unlimited ? null : settings.tps(),
        unlimited ? null : settings.burst(),
        settings.parallelism(),
        settings.maxBatch(),
        settings.syncTimeout(),
        new Backoff(settings.backoffInitial(), settings.backoffMax()),
        settings.jitter(),
        settings.maxSize() == CacheSettings.UNBOUNDED_SIZE ? null : settings.maxSize(),
        settings.terminalRetention(),
        settings.shutdownTimeout(),
        settings.firstSync(),
        new Outage(settings.outageDetection(), settings.probeInterval()),
        cache instanceof Handling handling ? handling.handler() : null,
        Cadence.of(settings.cadence()));
  }
}
