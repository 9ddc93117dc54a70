package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.CacheSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * What the properties say of each cache. All of them are checked when this is made, those of caches
 * that nobody makes included. The rules are {@link CacheSettings}' own; each value is applied by
 * itself, so that a broken rule is known by its property.
 */
final class ConfiguredSettings {

  private static final int DEFAULT_MAX_BATCH = 100;
  private static final String CACHES = AutoRefreshCacheProperties.PREFIX + ".caches";

  private final CacheConfiguration root;

  /** By relaxed name. Spellings of one name are bound to the same values, so the first will do. */
  private final Map<String, CacheConfiguration> caches = new LinkedHashMap<>();

  private final List<String> overrides;

  /**
   * What holds for one cache.
   *
   * @param limited its settings, with the rate that holds unless another word on it does
   * @param shared the limiter that holds in place of that rate, or null
   * @param unlimited whether neither holds
   * @param retryAfter whether what HTTP servers say about when to come back is heeded
   */
  record CacheConfiguration(
      CacheSettings limited,
      @Nullable SharedLimiter shared,
      boolean unlimited,
      boolean autoStartup,
      StoreType store,
      boolean retryAfter) {

    /** The limiter of the application's that it is to share, if it is to share one. */
    @Nullable SharedLimiter sharedLimiter() {
      return unlimited ? null : shared;
    }

    /** Its settings; the batch size is left to whoever builds a cache that has one. */
    CacheSettings settings() {
      CacheSettings unbatched = limited.withMaxBatch(1);
      return unlimited ? unbatched.withTps(CacheSettings.UNLIMITED_TPS) : unbatched;
    }

    int maxBatch() {
      return limited.maxBatch();
    }
  }

  ConfiguredSettings(AutoRefreshCacheProperties properties) {
    Layer layer = new Layer(AutoRefreshCacheProperties.PREFIX, defaults());
    layer.set(
        "shutdown-timeout", properties.getShutdownTimeout(), CacheSettings::withShutdownTimeout);
    root = layer.apply(properties);
    properties
        .getCaches()
        .forEach(
            (name, own) ->
                caches.putIfAbsent(
                    CacheNames.relaxed(name), new Layer(CACHES + "." + name, root).apply(own)));
    overrides = List.copyOf(properties.getCaches().keySet());
  }

  private static CacheConfiguration defaults() {
    return new CacheConfiguration(
        CacheSettings.defaults().withMaxBatch(DEFAULT_MAX_BATCH),
        null,
        false,
        true,
        StoreType.MEMORY,
        true);
  }

  CacheConfiguration of(String cache) {
    return caches.getOrDefault(CacheNames.relaxed(cache), root);
  }

  /** The names under {@code auto-refresh-cache.caches}, as written, that are none of these. */
  List<String> overridesOfNoneOf(Collection<String> names) {
    Set<String> known = new HashSet<>();
    names.forEach(name -> known.add(CacheNames.relaxed(name)));
    List<String> unknown = new ArrayList<>(overrides);
    unknown.removeIf(name -> known.contains(CacheNames.relaxed(name)));
    return unknown;
  }

  /** One level of properties, put on top of what it inherits. */
  private static final class Layer {

    private final String prefix;
    private final CacheConfiguration inherited;
    private CacheSettings settings;

    Layer(String prefix, CacheConfiguration inherited) {
      this.prefix = prefix;
      this.inherited = inherited;
      this.settings = inherited.limited();
    }

    CacheConfiguration apply(PerCacheProperties own) {
      set("resync-period", own.getResyncPeriod(), CacheSettings::withResyncPeriod);
      set("tps", own.getTps(), CacheSettings::withTps);
      set("burst", own.getBurst(), CacheSettings::withBurst);
      set("parallelism", own.getParallelism(), CacheSettings::withParallelism);
      set("sync-timeout", own.getSyncTimeout(), CacheSettings::withSyncTimeout);
      set("jitter", own.getJitter(), CacheSettings::withJitter);
      set("max-size", own.getMaxSize(), CacheSettings::withMaxSize);
      set("max-batch", own.getMaxBatch(), CacheSettings::withMaxBatch);
      set("terminal-retention", own.getTerminalRetention(), CacheSettings::withTerminalRetention);
      set("first-sync", own.getFirstSync(), CacheSettings::withFirstSync);
      set("outage.enabled", own.getOutage().getEnabled(), CacheSettings::withOutageDetection);
      set(
          "outage.probe-interval",
          own.getOutage().getProbeInterval(),
          CacheSettings::withProbeInterval);
      setBackoff(own.getBackoff().getInitial(), own.getBackoff().getMax());
      return new CacheConfiguration(
          settings,
          sharedLimiter(own),
          isUnlimited(own),
          or(own.getAutoStartup(), inherited.autoStartup()),
          own.getStore() == null ? inherited.store() : own.getStore(),
          or(own.getRetryAfter(), inherited.retryAfter()));
    }

    /**
     * Within a level unlimited wins, so that a profile can lift a limit; a lower level's tps or
     * limiter ends it.
     */
    private boolean isUnlimited(PerCacheProperties own) {
      boolean limited = own.getTps() != null || own.getRateLimiter() != null;
      return or(own.getUnlimited(), !limited && inherited.unlimited());
    }

    /** Of a rate and a limiter at one level, neither is the nearer word. */
    private @Nullable SharedLimiter sharedLimiter(PerCacheProperties own) {
      @Nullable String name = own.getRateLimiter();
      if (name != null) {
        SharedLimiter shared = new SharedLimiter(name, prefix + ".rate-limiter");
        requireNoRateBeside(shared, "tps", own.getTps());
        requireNoRateBeside(shared, "burst", own.getBurst());
        return shared;
      }
      if (own.getTps() != null) {
        return null;
      }
      requireNoRateBeside(inherited.shared(), "burst", own.getBurst());
      return inherited.shared();
    }

    private void requireNoRateBeside(
        @Nullable SharedLimiter shared, String property, @Nullable Number value) {
      if (shared != null && value != null) {
        throw new InvalidConfigurationPropertyValueException(
            prefix + "." + property,
            value,
            "The limit is that of the rate limiter '%s', set by %s."
                .formatted(shared.name(), shared.property()));
      }
    }

    /** Each of the two is checked by itself before they are checked against each other. */
    private void setBackoff(@Nullable Duration initial, @Nullable Duration max) {
      set(
          "backoff.initial",
          initial,
          (s, value) ->
              s.withBackoff(value, max == null ? s.backoffMax() : later(value, s.backoffMax())));
      set("backoff.max", max, (s, value) -> s.withBackoff(s.backoffInitial(), value));
    }

    <V> void set(
        String property, @Nullable V value, BiFunction<CacheSettings, V, CacheSettings> change) {
      if (value == null) {
        return;
      }
      try {
        settings = change.apply(settings, value);
      } catch (IllegalArgumentException broken) {
        throw new InvalidConfigurationPropertyValueException(
            prefix + "." + property, value, broken.getMessage() + ".", broken);
      }
    }

    private static Duration later(Duration a, Duration b) {
      return a.compareTo(b) >= 0 ? a : b;
    }

    private static boolean or(@Nullable Boolean value, boolean otherwise) {
      return value == null ? otherwise : value;
    }
  }
}
