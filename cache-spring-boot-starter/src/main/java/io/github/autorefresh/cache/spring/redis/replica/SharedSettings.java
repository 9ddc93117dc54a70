package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.ControlSink;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spring.redis.lease.ClaimSchedule;
import io.github.autorefresh.cache.spring.redis.lease.LeaseSettings;
import io.github.autorefresh.cache.spring.redis.script.ClusterSettings;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings in force: what the cluster has agreed upon, over what is configured here. Written by
 * one thread at a time, read by any.
 */
final class SharedSettings implements LeaseSettings {

  private static final Logger log = LoggerFactory.getLogger(SharedSettings.class);

  private final String cache;
  private final CacheSettings configured;
  private final ControlSink control;
  private final Duration lease;
  private final Duration createTimeout;
  private final ClaimSchedule schedule;
  private volatile CacheSettings settings;
  private volatile boolean paused;

  /** The number of the tuning that these came with; Redis counts them. */
  private volatile long tuning;

  private boolean warned;

  SharedSettings(
      StoreContext<?> context, Duration lease, Duration createTimeout, ClaimSchedule schedule) {
    cache = context.cache();
    configured = context.settings();
    control = context.control();
    this.lease = lease;
    this.createTimeout = createTimeout;
    this.schedule = schedule;
    settings = configured;
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
    CacheSettings now = settings;
    return new ClusterSettings(tps(now), now.burst(), period(now), tuning, paused);
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

  /** This replica has made these settings hold for all. */
  void retuned(CacheSettings changed, long number) {
    tuning = number;
    settings = changed;
  }

  void paused(boolean now) {
    paused = now;
  }

  /** Redis has lost them: whatever it tells next is news. */
  void forgetTuning() {
    tuning = -1;
  }

  /** Takes what holds in the cluster, unless that is known. */
  void adopt(ClusterSettings held) {
    if (held.tuning() == tuning) {
      return;
    }
    tuning = held.tuning();
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
      settings = now;
      control.retuned(now.tps(), now.burst(), now.resyncPeriod());
    }
    paused = held.paused();
    control.paused(paused);
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
