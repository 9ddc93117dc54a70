package io.github.autorefresh.cache;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The settings of a cache. They are validated: an illegal value throws an {@link
 * IllegalArgumentException} that names the setting, the rule and the value; a null value throws a
 * {@link NullPointerException} that names the setting. No duration may be longer than 3650 days.
 * Immutable; the {@code with…} methods return changed copies.
 *
 * @param resyncPeriod the time from the start of an item's sync until its next one is due; positive
 * @param tps the permitted calls of the sync function per second; from 1e-6 to 1e9, or {@link
 *     #UNLIMITED_TPS} for no limit
 * @param burst the number of calls that may start at once after an idle time; from 1 to
 *     1,000,000,000
 * @param parallelism the number of calls that may run at once; from 1 to 100,000
 * @param maxBatch the number of items that may share one call; from 1 to 10,000; 1 unless syncs are
 *     batched
 * @param syncTimeout how long a call may take before it is interrupted and has failed; positive
 * @param backoffInitial the delay after a first failure; positive
 * @param backoffMax the longest delay after a failure, to which jitter adds up to half; at least
 *     {@code backoffInitial}
 * @param jitter the largest deviation of an interval, as a fraction of it; from 0 to below 1. The
 *     interval after an item's first sync may be any fraction of its period, so that items
 *     registered together do not stay together
 * @param maxSize the largest number of items in the cache; at least 1; {@link #UNBOUNDED_SIZE} for
 *     no bound
 * @param terminalRetention how long terminal items are kept; not negative
 * @param shutdownTimeout how long running calls may go on after a stop before they are interrupted,
 *     unless the sync timeout is shorter; not negative
 * @param firstSync when a new item is synced for the first time
 * @param outageDetection whether to make only probes once items begin to fail and no call succeeds
 * @param probeInterval the minimum time from one probe to the next during an outage; positive
 * @param handler the settings of the {@link ItemHandler}, if there is one
 * @param cadence whether items are synced once per resync period, or when they are likely to have
 *     changed
 */
public record CacheSettings(
    Duration resyncPeriod,
    double tps,
    int burst,
    int parallelism,
    int maxBatch,
    Duration syncTimeout,
    Duration backoffInitial,
    Duration backoffMax,
    double jitter,
    long maxSize,
    Duration terminalRetention,
    Duration shutdownTimeout,
    FirstSync firstSync,
    boolean outageDetection,
    Duration probeInterval,
    HandlerSettings handler,
    Cadence cadence) {

  /** The {@link #tps} of a cache without a rate limit. */
  public static final double UNLIMITED_TPS = Double.POSITIVE_INFINITY;

  /** The {@link #maxSize} of a cache without a bound. */
  public static final long UNBOUNDED_SIZE = Long.MAX_VALUE;

  private static final double HIGHEST_TPS = 1e9;
  private static final double LOWEST_TPS = 1e-6;
  private static final int LARGEST_BURST = 1_000_000_000;
  private static final int MOST_PARALLEL = 100_000;
  private static final int LARGEST_BATCH = 10_000;

  /** Validates all settings. */
  public CacheSettings {
    SettingRules.requirePeriod("resyncPeriod", resyncPeriod);
    if (tps != UNLIMITED_TPS) {
      SettingRules.requireRate("tps", tps, LOWEST_TPS, HIGHEST_TPS);
    }
    SettingRules.requireFromOne("burst", burst, LARGEST_BURST);
    SettingRules.requireFromOne("parallelism", parallelism, MOST_PARALLEL);
    SettingRules.requireFromOne("maxBatch", maxBatch, LARGEST_BATCH);
    SettingRules.requirePositive("syncTimeout", syncTimeout);
    SettingRules.requirePositive("backoffInitial", backoffInitial);
    SettingRules.requirePositive("backoffMax", backoffMax);
    SettingRules.require(
        backoffMax.compareTo(backoffInitial) >= 0,
        "backoffMax",
        backoffMax,
        "at least backoffInitial (" + backoffInitial + ")");
    SettingRules.require(jitter >= 0 && jitter < 1, "jitter", jitter, "a number from 0 to below 1");
    SettingRules.require(maxSize >= 1, "maxSize", maxSize, "at least 1");
    SettingRules.requireNotNegative("terminalRetention", terminalRetention);
    SettingRules.requireNotNegative("shutdownTimeout", shutdownTimeout);
    Objects.requireNonNull(firstSync, "firstSync");
    SettingRules.requirePositive("probeInterval", probeInterval);
    Objects.requireNonNull(handler, "handler");
    Objects.requireNonNull(cadence, "cadence");
  }

  /** Settings with a fixed cadence and the default settings of a handler. */
  public CacheSettings(
      Duration resyncPeriod,
      double tps,
      int burst,
      int parallelism,
      int maxBatch,
      Duration syncTimeout,
      Duration backoffInitial,
      Duration backoffMax,
      double jitter,
      long maxSize,
      Duration terminalRetention,
      Duration shutdownTimeout,
      FirstSync firstSync,
      boolean outageDetection,
      Duration probeInterval) {
    this(
        resyncPeriod,
        tps,
        burst,
        parallelism,
        maxBatch,
        syncTimeout,
        backoffInitial,
        backoffMax,
        jitter,
        maxSize,
        terminalRetention,
        shutdownTimeout,
        firstSync,
        outageDetection,
        probeInterval,
        HandlerSettings.defaults(),
        Cadence.FIXED);
  }

  /**
   * The default settings: a resync period of 30 seconds, 100 calls per second with a burst of 10, a
   * parallelism of 64, no batches, a sync timeout of 10 seconds, a backoff from 1 second to 5
   * minutes, a jitter of 0.1, no maximum size, a terminal retention of 1 hour and a shutdown
   * timeout of 20 seconds.
   */
  public static CacheSettings defaults() {
    return new CacheSettings(
        Duration.ofSeconds(30),
        100,
        10,
        64,
        1,
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        Duration.ofMinutes(5),
        0.1,
        UNBOUNDED_SIZE,
        Duration.ofHours(1),
        Duration.ofSeconds(20),
        FirstSync.NOW,
        true,
        Duration.ofSeconds(5),
        HandlerSettings.defaults(),
        Cadence.FIXED);
  }

  /** True if there is no rate limit. */
  public boolean isUnlimited() {
    return tps == UNLIMITED_TPS;
  }

  /** These settings with this resync period. */
  public CacheSettings withResyncPeriod(Duration resyncPeriod) {
    return with(change -> change.resyncPeriod = resyncPeriod);
  }

  /** These settings with this rate, in calls per second. */
  public CacheSettings withTps(double tps) {
    return with(change -> change.tps = tps);
  }

  /** These settings with this burst. */
  public CacheSettings withBurst(int burst) {
    return with(change -> change.burst = burst);
  }

  /** These settings with this parallelism. */
  public CacheSettings withParallelism(int parallelism) {
    return with(change -> change.parallelism = parallelism);
  }

  /** These settings with at most this many items per call. */
  public CacheSettings withMaxBatch(int maxBatch) {
    return with(change -> change.maxBatch = maxBatch);
  }

  /** These settings with this sync timeout. */
  public CacheSettings withSyncTimeout(Duration syncTimeout) {
    return with(change -> change.syncTimeout = syncTimeout);
  }

  /** These settings with this initial and this longest backoff. */
  public CacheSettings withBackoff(Duration initial, Duration max) {
    return with(
        change -> {
          change.backoffInitial = initial;
          change.backoffMax = max;
        });
  }

  /** These settings with this jitter. */
  public CacheSettings withJitter(double jitter) {
    return with(change -> change.jitter = jitter);
  }

  /** These settings with this maximum size. */
  public CacheSettings withMaxSize(long maxSize) {
    return with(change -> change.maxSize = maxSize);
  }

  /** These settings with this retention of terminal items. */
  public CacheSettings withTerminalRetention(Duration terminalRetention) {
    return with(change -> change.terminalRetention = terminalRetention);
  }

  /** These settings with this shutdown timeout. */
  public CacheSettings withShutdownTimeout(Duration shutdownTimeout) {
    return with(change -> change.shutdownTimeout = shutdownTimeout);
  }

  /** These settings with this time of first syncs. */
  public CacheSettings withFirstSync(FirstSync firstSync) {
    return with(change -> change.firstSync = firstSync);
  }

  /** These settings with outages detected, or not. */
  public CacheSettings withOutageDetection(boolean outageDetection) {
    return with(change -> change.outageDetection = outageDetection);
  }

  /** These settings with this minimum time between probes. */
  public CacheSettings withProbeInterval(Duration probeInterval) {
    return with(change -> change.probeInterval = probeInterval);
  }

  /** These settings with these settings of the handler. */
  public CacheSettings withHandler(HandlerSettings handler) {
    return with(change -> change.handler = handler);
  }

  /** These settings with this cadence. */
  public CacheSettings withCadence(Cadence cadence) {
    return with(change -> change.cadence = cadence);
  }

  private CacheSettings with(Consumer<Builder> change) {
    Builder builder = new Builder();
    change.accept(builder);
    return builder.build();
  }

  /** A changeable copy of these settings, validated only when it is built. */
  private final class Builder {

    private Duration resyncPeriod = CacheSettings.this.resyncPeriod;
    private double tps = CacheSettings.this.tps;
    private int burst = CacheSettings.this.burst;
    private int parallelism = CacheSettings.this.parallelism;
    private int maxBatch = CacheSettings.this.maxBatch;
    private Duration syncTimeout = CacheSettings.this.syncTimeout;
    private Duration backoffInitial = CacheSettings.this.backoffInitial;
    private Duration backoffMax = CacheSettings.this.backoffMax;
    private double jitter = CacheSettings.this.jitter;
    private long maxSize = CacheSettings.this.maxSize;
    private Duration terminalRetention = CacheSettings.this.terminalRetention;
    private Duration shutdownTimeout = CacheSettings.this.shutdownTimeout;
    private FirstSync firstSync = CacheSettings.this.firstSync;
    private boolean outageDetection = CacheSettings.this.outageDetection;
    private Duration probeInterval = CacheSettings.this.probeInterval;
    private HandlerSettings handler = CacheSettings.this.handler;
    private Cadence cadence = CacheSettings.this.cadence;

    CacheSettings build() {
      return new CacheSettings(
          resyncPeriod,
          tps,
          burst,
          parallelism,
          maxBatch,
          syncTimeout,
          backoffInitial,
          backoffMax,
          jitter,
          maxSize,
          terminalRetention,
          shutdownTimeout,
          firstSync,
          outageDetection,
          probeInterval,
          handler,
          cadence);
    }
  }
}
