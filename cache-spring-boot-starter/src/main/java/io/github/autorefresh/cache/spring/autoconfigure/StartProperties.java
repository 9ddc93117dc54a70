package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spring.autoconfigure.ConfiguredSettings.CacheConfiguration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a cache that hold from its making on, so that it can't be retuned to others.
 */
final class StartProperties {

  private static final Map<String, Function<CacheConfiguration, @Nullable Object>> VALUES =
      new LinkedHashMap<>();

  static {
    setting("parallelism", CacheSettings::parallelism);
    setting("sync-timeout", CacheSettings::syncTimeout);
    setting("jitter", CacheSettings::jitter);
    setting("max-size", CacheSettings::maxSize);
    setting("max-batch", CacheSettings::maxBatch);
    setting("terminal-retention", CacheSettings::terminalRetention);
    setting("first-sync", CacheSettings::firstSync);
    setting("backoff.initial", CacheSettings::backoffInitial);
    setting("backoff.max", CacheSettings::backoffMax);
    setting("outage.enabled", CacheSettings::outageDetection);
    setting("outage.probe-interval", CacheSettings::probeInterval);
    setting("handler.parallelism", settings -> settings.handler().parallelism());
    setting("handler.retention", settings -> settings.handler().retention());
    setting("handler.created", settings -> settings.handler().created());
    setting("shutdown-timeout", CacheSettings::shutdownTimeout);
    VALUES.put("cadence.type", configured -> configured.cadence().type());
    VALUES.put("cadence.min-period", configured -> configured.cadence().minPeriod());
    VALUES.put("cadence.max-period", configured -> configured.cadence().maxPeriod());
    VALUES.put("store", CacheConfiguration::store);
    VALUES.put("retry-after", CacheConfiguration::retryAfter);
    VALUES.put(
        "rate-limiter",
        configured -> configured.shared() == null ? null : configured.shared().name());
    VALUES.put(
        "executor",
        configured -> configured.executor() == null ? null : configured.executor().name());
  }

  private StartProperties() {}

  private static void setting(String property, Function<CacheSettings, Object> value) {
    VALUES.put(property, configured -> value.apply(configured.limited()));
  }

  /** Their names. */
  static Set<String> names() {
    return VALUES.keySet();
  }

  /** The names of those that are bound to another value than before. */
  static List<String> changed(CacheConfiguration before, CacheConfiguration now) {
    return VALUES.entrySet().stream()
        .filter(it -> !Objects.equals(it.getValue().apply(before), it.getValue().apply(now)))
        .map(Map.Entry::getKey)
        .toList();
  }
}
