package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.RateLimiter;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The settings in force, and how they are changed: as a whole or not at all. Thread-safe. */
final class Tuning<T extends CacheItem> {

  /** What a running cache cannot change. */
  private static final Map<String, Function<CacheSettings, Object>> FIXED =
      Map.of(
          "parallelism", CacheSettings::parallelism,
          "maxBatch", CacheSettings::maxBatch,
          "syncTimeout", CacheSettings::syncTimeout,
          "backoffInitial", CacheSettings::backoffInitial,
          "backoffMax", CacheSettings::backoffMax,
          "jitter", CacheSettings::jitter,
          "maxSize", CacheSettings::maxSize,
          "terminalRetention", CacheSettings::terminalRetention,
          "shutdownTimeout", CacheSettings::shutdownTimeout,
          "unlimited", CacheSettings::isUnlimited);

  private final RateLimiter limiter;
  private final Intervals cadence;
  private final ItemStore<T> store;
  private final CacheSettings configured;
  private volatile CacheSettings settings;

  Tuning(CacheSettings settings, RateLimiter limiter, Intervals cadence, ItemStore<T> store) {
    this.configured = settings;
    this.settings = settings;
    this.limiter = limiter;
    this.cadence = cadence;
    this.store = store;
  }

  CacheSettings settings() {
    return settings;
  }

  /** Changes the settings; asks again if somebody else has changed them in the meantime. */
  CacheSettings change(UnaryOperator<CacheSettings> change) {
    while (true) {
      CacheSettings before = settings;
      CacheSettings after = Objects.requireNonNull(change.apply(before), "changed settings");
      FIXED.forEach((name, value) -> requireSame(name, value.apply(before), value.apply(after)));
      if (tryApply(before, after)) {
        return after;
      }
    }
  }

  /** Takes back what was changed since the cache was built, here or elsewhere. */
  CacheSettings reset() {
    while (true) {
      CacheSettings before = settings;
      CacheSettings after =
          with(before, configured.tps(), configured.burst(), configured.resyncPeriod());
      if (tryApply(before, after)) {
        return after;
      }
    }
  }

  private synchronized boolean tryApply(CacheSettings before, CacheSettings after) {
    if (!settings.equals(before)) {
      return false;
    }
    boolean rateChanges = before.tps() != after.tps() || before.burst() != after.burst();
    boolean limiterHasIt =
        limiter.tps() == after.tps() && (after.isUnlimited() || limiter.burst() == after.burst());
    if (rateChanges && !limiterHasIt) { // it never heard of what was set elsewhere
      limiter.retune(after.tps(), after.burst()); // the steps that can fail come first
    }
    store.retune(after);
    cadence.retune(after);
    settings = after;
    return true;
  }

  /** Takes what was set elsewhere, and the store has already. */
  synchronized CacheSettings adopt(double tps, int burst, Duration resyncPeriod) {
    CacheSettings after = with(settings, tps, burst, resyncPeriod);
    cadence.retune(after);
    settings = after;
    return after;
  }

  private static CacheSettings with(
      CacheSettings settings, double tps, int burst, Duration resyncPeriod) {
    return settings.withTps(tps).withBurst(burst).withResyncPeriod(resyncPeriod);
  }

  private static void requireSame(String setting, Object before, Object after) {
    if (!before.equals(after)) {
      throw new IllegalArgumentException(
          setting + " must stay " + before + " while the cache lives, but was " + after);
    }
  }
}
