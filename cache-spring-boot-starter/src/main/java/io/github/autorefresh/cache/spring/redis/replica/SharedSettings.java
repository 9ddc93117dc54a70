package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.ControlSink;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spring.redis.lease.ClaimSchedule;
import io.github.autorefresh.cache.spring.redis.lease.LeaseSettings;
import io.github.autorefresh.cache.spring.redis.script.ClusterSettings;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.Session;
import io.github.autorefresh.cache.spring.redis.script.SettingsOfEpoch;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings in force: what the cluster has agreed upon, over what is configured here. Redis
 * numbers the tunings of an epoch; of two answers, which may overtake one another, the one of the
 * higher number stands. They are taken while the engine changes no settings, or by the thread that
 * changes them, so that the engine takes them in the same order. Read by any thread.
 */
final class SharedSettings implements LeaseSettings {

  private static final Logger log = LoggerFactory.getLogger(SharedSettings.class);

  private final String cache;
  private final CacheSettings configured;
  private final ControlSink control;
  private final Duration lease;
  private final Duration createTimeout;
  private final ClaimSchedule schedule;
  private final Session session;
  private volatile CacheSettings settings;

  /** What Redis has told that was taken last. */
  private volatile SettingsOfEpoch taken;

  private boolean warned;

  SharedSettings(
      StoreContext<?> context,
      Duration lease,
      Duration createTimeout,
      ClaimSchedule schedule,
      Session session) {
    cache = context.cache();
    configured = context.settings();
    control = context.control();
    this.lease = lease;
    this.createTimeout = createTimeout;
    this.schedule = schedule;
    this.session = session;
    settings = configured;
    taken =
        new SettingsOfEpoch(
            Epoch.NONE,
            new ClusterSettings(tps(configured), configured.burst(), period(configured), 0, false));
  }

  @Override
  public String cacheName() {
    return cache;
  }

  @Override
  public CacheSettings cache() {
    return settings;
  }

  @Override
  public Duration lease() {
    return lease;
  }

  @Override
  public Duration createTimeout() {
    return createTimeout;
  }

  /** What is shared, to be stored if nothing is. */
  ClusterSettings toStore() {
    return taken.settings();
  }

  @Override
  public long leaseMicros() {
    return micros(lease);
  }

  @Override
  public long retentionMicros() {
    return micros(settings.terminalRetention());
  }

  @Override
  public long periodMicros() {
    return period(settings);
  }

  @Override
  public long mostItems() {
    long most = settings.maxSize();
    return most == CacheSettings.UNBOUNDED_SIZE ? 0 : most;
  }

  /**
   * This replica's engine has made these hold for all, and adopts them itself. Called by the thread
   * that changes its settings.
   */
  void retuned(CacheSettings changed, SettingsOfEpoch told) {
    if (isLater(told)) {
      taken = told;
      settings = changed;
      control.paused(told.settings().paused());
    }
  }

  /**
   * Takes what holds in the cluster, if it is later than what is known. If the engine is about to
   * change its settings, the next status tells it again.
   */
  void adopt(SettingsOfEpoch told) {
    if (isLater(told)) {
      control.unlessChanging(() -> take(told));
    }
  }

  private boolean isLater(SettingsOfEpoch told) {
    boolean another = !told.epoch().id().equals(taken.epoch().id());
    return !session.hasLeft(told.epoch())
        && (another || told.settings().tuning() > taken.settings().tuning());
  }

  private void take(SettingsOfEpoch told) {
    if (!isLater(told)) {
      return;
    }
    ClusterSettings held = told.settings();
    taken = told;
    CacheSettings now =
        settings
            .withTps(held.tps() == 0 ? CacheSettings.UNLIMITED_TPS : held.tps())
            .withBurst(held.burst())
            .withResyncPeriod(Duration.of(held.periodMicros(), ChronoUnit.MICROS));
    if (!now.equals(settings)) {
      log.info(
          "Cache \"{}\": tps {}, burst {} and resync period {} hold for all replicas now",
          cache,
          now.tps(),
          now.burst(),
          now.resyncPeriod());
    }
    settings = now;
    control.retuned(now.tps(), now.burst(), now.resyncPeriod());
    control.paused(held.paused());
    schedule.dueIn(0);
    control.mayBeDue();
  }

  /**
   * What the cluster has wins, until somebody resets it; a new configuration does not by itself.
   */
  void warnIfConfiguredOtherwise() {
    CacheSettings held = settings;
    boolean same =
        held.tps() == configured.tps()
            && held.burst() == configured.burst()
            && period(held) == period(configured);
    if (!same && !warned) {
      warned = true;
      log.warn(
          "Cache \"{}\": configured here are tps {}, burst {} and resync period {}, but tps {}, burst"
              + " {} and resync period {} hold for all replicas, until they are reset or retuned",
          cache,
          configured.tps(),
          configured.burst(),
          configured.resyncPeriod(),
          held.tps(),
          held.burst(),
          held.resyncPeriod());
    }
  }

  /** As the scripts take it: zero if there is no limit. */
  static double tps(CacheSettings settings) {
    return settings.isUnlimited() ? 0 : settings.tps();
  }

  /** As the scripts take it. */
  static long period(CacheSettings settings) {
    return Math.max(1, micros(settings.resyncPeriod()));
  }

  static long micros(Duration duration) {
    return Math.max(0, TimeUnit.NANOSECONDS.toMicros(duration.toNanos()));
  }
}
