package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.engine.pace.Planning;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.RateLimiter;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The settings in force. They are changed as a whole or not at all. Unless the store enforces the
 * rate, tps and burst are those of the limiter, which other caches may share and retune.
 * Thread-safe.
 */
final class Tuning<T extends CacheItem> {

  /** The settings that cannot be changed once the cache is built. */
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
          Map.entry("firstSync", CacheSettings::firstSync),
          Map.entry("unlimited", CacheSettings::isUnlimited),
          Map.entry("outageDetection", CacheSettings::outageDetection),
          Map.entry("probeInterval", CacheSettings::probeInterval),
          Map.entry("handler", CacheSettings::handler),
          Map.entry("cadence", CacheSettings::cadence));

  private final RateLimiter limiter;
  private final Planning planning;
  private final ItemStore<T> store;

  /** What a reset goes back to. */
  private volatile CacheSettings configured;

  /**
   * Held during a change, so that its function is called once and with the settings in force; and
   * while the cache is paused or resumed, so that store and engine agree.
   */
  private final ReentrantLock changing = new ReentrantLock();

  private volatile CacheSettings settings;

  Tuning(CacheSettings settings, RateLimiter limiter, Planning planning, ItemStore<T> store) {
    this.configured = settings;
    this.settings = settings;
    this.limiter = limiter;
    this.planning = planning;
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
      return now; // the limiter fails at present: the rate last set here
    }
  }

  /** The permitted calls per second; infinite if there is no limit. */
  double tps() {
    return settings().tps();
  }

  /**
   * Changes the settings. The function is called once.
   *
   * @throws IllegalArgumentException if it changes a setting that is fixed
   */
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

  /** Changes the configured settings too, unless the change is refused. */
  void reconfigure(UnaryOperator<CacheSettings> change) {
    changing.lock();
    try {
      CacheSettings changed = change.apply(configured);
      change(change);
      configured = changed;
    } finally {
      changing.unlock();
    }
  }

  /** Sets tps, burst and resync period to what is configured. */
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

  /** Does this while no other thread changes the settings, pauses or resumes. */
  void exclusively(Runnable action) {
    changing.lock();
    try {
      action.run();
    } finally {
      changing.unlock();
    }
  }

  /** The same, but not at all if another thread changes them; then returns false. */
  boolean unlessChanging(Runnable action) {
    if (!changing.tryLock()) {
      return false;
    }
    try {
      action.run();
    } finally {
      changing.unlock();
    }
    return true;
  }

  private void apply(CacheSettings before, CacheSettings after) {
    boolean rateChanges = before.tps() != after.tps() || before.burst() != after.burst();
    if (rateChanges && !store.enforcesRate()) {
      limiter.retune(after.tps(), after.burst()); // the steps that can fail come first
    }
    try {
      store.retune(after);
    } catch (Throwable thrown) {
      if (rateChanges && !store.enforcesRate()) {
        limiter.retune(before.tps(), before.burst());
      }
      throw thrown;
    }
    planning.retune(after);
    settings = after;
  }

  /** Adopts settings that another replica has set and the store has adopted already. */
  void adopt(double tps, int burst, Duration resyncPeriod) {
    changing.lock();
    try {
      CacheSettings after = withRate(settings, tps, burst).withResyncPeriod(resyncPeriod);
      planning.retune(after);
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
