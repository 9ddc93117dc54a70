package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.ControlSink;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings in force: what the cluster has agreed upon, over what is configured here. Written by
 * one thread at a time, read by any.
 */
final class SharedSettings {

  private static final Logger log = LoggerFactory.getLogger(SharedSettings.class);

  private final String cache;
  private final CacheSettings configured;
  private final ControlSink control;
  private final Timetable timetable;
  private volatile CacheSettings settings;
  private volatile boolean paused;

  /** The number of the tuning that these came with; Redis counts them. */
  private volatile long tuning;

  private boolean warned;

  SharedSettings(String cache, CacheSettings configured, ControlSink control, Timetable timetable) {
    this.cache = cache;
    this.configured = configured;
    this.control = control;
    this.timetable = timetable;
    settings = configured;
  }

  CacheSettings get() {
    return settings;
  }

  /** The four that are shared, as the scripts take them. */
  List<byte[]> arguments() {
    CacheSettings now = settings;
    return Reply.arguments(tps(now), now.burst(), period(now), paused ? "1" : "0");
  }

  long retentionMicros() {
    return micros(settings.terminalRetention());
  }

  long periodMicros() {
    return period(settings);
  }

  /** As the scripts take it: zero if there is no bound. */
  long mostItems() {
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

  /**
   * Takes what holds in the cluster, unless that is known.
   *
   * @param held tps, burst, period, number of the tuning and whether all is paused, from there on
   */
  void adopt(Reply held, int from) {
    long number = held.number(from + 3);
    if (number == tuning) {
      return;
    }
    tuning = number;
    double tps = held.decimal(from);
    CacheSettings now =
        settings
            .withTps(tps == 0 ? CacheSettings.UNLIMITED_TPS : tps)
            .withBurst((int) held.number(from + 1))
            .withResyncPeriod(Duration.of(held.number(from + 2), ChronoUnit.MICROS));
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
    paused = held.text(from + 4).equals("1");
    control.paused(paused);
    timetable.dueIn(0);
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
  static Object tps(CacheSettings settings) {
    return settings.isUnlimited() ? "0" : settings.tps();
  }

  /** As the scripts take it. */
  static long period(CacheSettings settings) {
    return Meta.micros(settings.resyncPeriod().toNanos());
  }

  static long micros(Duration duration) {
    return Math.max(0, TimeUnit.NANOSECONDS.toMicros(duration.toNanos()));
  }
}
