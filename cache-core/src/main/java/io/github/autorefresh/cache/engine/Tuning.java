package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.engine.pace.Intervals;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.RateLimiter;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The settings in force, and how they are changed: as a whole or not at all. The rate is what the
 * limiter says, which other caches may share and retune. Thread-safe.
 */
final class Tuning<T extends CacheItem> {

  /** What a running cache cannot change. */
  private static final Map<String, Function<CacheSettings, Object>> FIXED =
      Map.ofEntries(
          Map.entry("parallelism", CacheSettings::parallelism),
          Map.entry("maxBatch", CacheSettings::maxBatch),
          Map.entry("syncTimeout", CacheSettings::syncTimeout),
          Map.entry("backoffInitial", CacheSettings::backoffInitial),
          Map.entry("backoffMax", CacheSettings::backoffMax),
          Map.entry("jitter", CacheSettings::jitter),
          Map.entry("maxSize", CacheSettings::maxSize),
          Map.entry("terminalRetention", CacheSettings::terminalRetention),
          Map.entry("shutdownTimeout", CacheSettings::shutdownTimeout),
          Map.entry("unlimited", CacheSettings::isUnlimited),
          Map.entry("outageDetection", CacheSettings::outageDetection),
          Map.entry("probeInterval", CacheSettings::probeInterval));

  private final RateLimiter limiter;
  private final Intervals intervals;
  private final ItemStore<T> store;
  private final CacheSettings configured;

  /** Held during a change, so that its function is called once and sees what it changes. */
  private final ReentrantLock changing = new ReentrantLock();

  private volatile CacheSettings settings;

  Tuning(CacheSettings settings, RateLimiter limiter, Intervals intervals, ItemStore<T> store) {
    this.configured = settings;
    this.settings = settings;
    this.limiter = limiter;
    this.intervals = intervals;
    this.store = store;
  }

  /** The settings in force. */
  @SuppressWarnings("CatchThrowable") // the limiter may be the application's
  CacheSettings settings() {
    CacheSettings now = settings;
    try {
      return now.isUnlimited() || store.enforcesRate()
          ? now
          : withRate(now, limiter.tps(), limiter.burst());
    } catch (Throwable thrown) {
      return now; // a limiter of the application's that fails now
    }
  }

  /** The permitted calls per second; infinite if there is no limit. */
  double tps() {
    return settings().tps();
  }

  /** Changes the settings. The function is called once. */
  void change(UnaryOperator<CacheSettings> change) {
    changing.lock();
    try {
      CacheSettings before = settings();
      CacheSettings after = Objects.requireNonNull(change.apply(before), "changed settings");
      FIXED.forEach((name, value) -> requireSame(name, value.apply(before), value.apply(after)));
      apply(before, after);
    } finally {
      changing.unlock();
    }
  }

  /** Takes back what was changed since the cache was built, here or elsewhere. */
  void reset() {
    changing.lock();
    try {
      CacheSettings before = settings();
      apply(
          before,
          withRate(before, configured.tps(), configured.burst())
              .withResyncPeriod(configured.resyncPeriod()));
    } finally {
      changing.unlock();
    }
  }

  private void apply(CacheSettings before, CacheSettings after) {
    boolean rateChanges = before.tps() != after.tps() || before.burst() != after.burst();
    if (rateChanges && !store.enforcesRate()) {
      limiter.retune(after.tps(), after.burst()); // the steps that can fail come first
    }
    store.retune(after);
    intervals.retune(after);
    settings = after;
  }

  /** Takes what was set elsewhere, and the store has already. */
  void adopt(double tps, int burst, Duration resyncPeriod) {
    changing.lock();
    try {
      CacheSettings after = withRate(settings, tps, burst).withResyncPeriod(resyncPeriod);
      intervals.retune(after);
      settings = after;
    } finally {
      changing.unlock();
    }
  }

  private static CacheSettings withRate(CacheSettings settings, double tps, int burst) {
    return settings.tps() == tps && settings.burst() == burst
        ? settings
        : settings.withTps(tps).withBurst(burst);
  }

  private static void requireSame(String setting, Object before, Object after) {
    if (!before.equals(after)) {
      throw new IllegalArgumentException(
          setting + " must stay " + before + " while the cache lives, but was " + after);
    }
  }
}
