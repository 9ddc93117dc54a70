package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.HandlerSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * What the properties say of each cache, as they are while this is used for the first time for that
 * cache. All of them are checked when this is made, those of caches that nobody makes included. The
 * rules are {@link CacheSettings}' own; each value is applied by itself, so that a broken rule is
 * known by its property.
 */
final class ConfiguredSettings {

  private static final int DEFAULT_MAX_BATCH = 100;
  private static final String CACHES = AutoRefreshCacheProperties.PREFIX + ".caches";

  private final PropertiesBinding binding;
  private volatile Bound bound;

  /**
   * What has been bound together.
   *
   * @param caches those asked for, by relaxed name
   */
  private record Bound(CacheConfiguration root, Map<String, CacheConfiguration> caches) {}

  /**
   * What is configured for one cache.
   *
   * @param limited its settings, with the rate that applies unless one of the next two does
   * @param shared the limiter that applies instead of that rate, or null
   * @param unlimited whether there is no rate limit
   * @param executor the executor that the application names for it, or null
   * @param cadence how often items are synced; what it leaves open follows from the resync period
   * @param retryAfter whether to heed what HTTP servers say about when to come back
   */
  record CacheConfiguration(
      CacheSettings limited,
      @Nullable SharedLimiter shared,
      boolean unlimited,
      boolean autoStartup,
      StoreType store,
      @Nullable NamedExecutor executor,
      ConfiguredCadence cadence,
      boolean retryAfter) {

    /** The limiter of the application's that it is to share, if it is to share one. */
    @Nullable SharedLimiter sharedLimiter() {
      return unlimited ? null : shared;
    }

    /** Its settings; the batch size is left to whoever builds a cache that has one. */
    CacheSettings settings() {
      CacheSettings unbatched =
          limited.withMaxBatch(1).withCadence(cadence.of(limited.resyncPeriod()));
      return unlimited ? unbatched.withTps(CacheSettings.UNLIMITED_TPS) : unbatched;
    }

    int maxBatch() {
      return limited.maxBatch();
    }
  }

  ConfiguredSettings(PropertiesBinding binding) {
    this.binding = binding;
    this.bound = bind();
  }

  private Bound bind() {
    AutoRefreshCacheProperties properties = binding.bind();
    Layer layer = new Layer(AutoRefreshCacheProperties.PREFIX, defaults());
    layer.set(
        "shutdown-timeout", properties.getShutdownTimeout(), CacheSettings::withShutdownTimeout);
    CacheConfiguration root = layer.apply(properties);
    properties.getCaches().forEach((cache, own) -> layered(root, cache, own));
    return new Bound(root, new ConcurrentHashMap<>());
  }

  private static CacheConfiguration layered(
      CacheConfiguration root, String cache, PerCacheProperties own) {
    return new Layer(CACHES + "." + cache, root).apply(own);
  }

  private static CacheConfiguration defaults() {
    return new CacheConfiguration(
        CacheSettings.defaults().withMaxBatch(DEFAULT_MAX_BATCH),
        null,
        false,
        true,
        StoreType.MEMORY,
        null,
        ConfiguredCadence.FIXED,
        true);
  }

  /** What held for a cache when it was asked for first, or at the last {@link #rebind}. */
  CacheConfiguration of(String cache) {
    return of(cache, bound);
  }

  private CacheConfiguration of(String cache, Bound bound) {
    return bound
        .caches()
        .computeIfAbsent(
            CacheNames.relaxed(cache),
            key -> layered(bound.root(), cache, binding.bindCache(cache)));
  }

  /**
   * Binds again; if the properties are illegal now, this throws and nothing changes.
   *
   * @return what held so far for each of these caches
   */
  synchronized Map<String, CacheConfiguration> rebind(Collection<String> names) {
    Bound before = bound;
    Bound now = bind();
    Map<String, CacheConfiguration> previous = new LinkedHashMap<>();
    for (String name : names) {
      previous.put(name, of(name, before));
      of(name, now);
    }
    bound = now;
    return previous;
  }

  /** One level of properties, put on top of what it inherits. */
  private static final class Layer {

    private final String prefix;
    private final CacheConfiguration inherited;
    private CacheSettings settings;
    private ConfiguredCadence cadence;

    Layer(String prefix, CacheConfiguration inherited) {
      this.prefix = prefix;
      this.inherited = inherited;
      this.settings = inherited.limited();
      this.cadence = inherited.cadence();
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
      setHandler(own.getHandler());
      setBackoff(own.getBackoff().getInitial(), own.getBackoff().getMax());
      setCadence(own.getCadence());
      return new CacheConfiguration(
          settings,
          sharedLimiter(own),
          isUnlimited(own),
          or(own.getAutoStartup(), inherited.autoStartup()),
          own.getStore() == null ? inherited.store() : own.getStore(),
          executor(own.getExecutor()),
          cadence,
          or(own.getRetryAfter(), inherited.retryAfter()));
    }

    private @Nullable NamedExecutor executor(@Nullable String name) {
      return name == null ? inherited.executor() : new NamedExecutor(name, prefix + ".executor");
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

    private void setHandler(PerCacheProperties.Handler own) {
      setHandler("parallelism", own.getParallelism(), HandlerSettings::withParallelism);
      setHandler("retention", own.getRetention(), HandlerSettings::withRetention);
      setHandler("created", own.getCreated(), HandlerSettings::withCreated);
    }

    private <V> void setHandler(
        String property,
        @Nullable V value,
        BiFunction<HandlerSettings, V, HandlerSettings> change) {
      set("handler." + property, value, (s, set) -> s.withHandler(change.apply(s.handler(), set)));
    }

    /** What is set of it holds once the cadence is learned, here or at a level below. */
    private void setCadence(PerCacheProperties.Cadence own) {
      cadence = changed(cadence, "cadence.type", own.getType(), ConfiguredCadence::withType);
      Duration min = own.getMinPeriod();
      if (min != null && own.getMaxPeriod() != null) {
        cadence = new ConfiguredCadence(cadence.type(), null, null); // none of them is inherited
      }
      cadence = changed(cadence, "cadence.min-period", min, ConfiguredCadence::withMin);
      cadence =
          changed(cadence, "cadence.max-period", own.getMaxPeriod(), ConfiguredCadence::withMax);
    }

    <V> void set(
        String property, @Nullable V value, BiFunction<CacheSettings, V, CacheSettings> change) {
      settings = changed(settings, property, value, change);
    }

    private <S, V> S changed(
        S before, String property, @Nullable V value, BiFunction<S, V, S> change) {
      if (value == null) {
        return before;
      }
      try {
        return change.apply(before, value);
      } catch (IllegalArgumentException broken) {
        throw new InvalidConfigurationPropertyValueException(
            prefix + "." + property, value, broken.getMessage() + "." + hint(value), broken);
      }
    }

    private static String hint(Object value) {
      boolean zero = value.equals(0.0) || value.equals(Duration.ZERO);
      return zero ? " A cache with 'auto-startup: false' syncs nothing until it is started." : "";
    }

    private static Duration later(Duration a, Duration b) {
      return a.compareTo(b) >= 0 ? a : b;
    }

    private static boolean or(@Nullable Boolean value, boolean otherwise) {
      return value == null ? otherwise : value;
    }
  }
}
