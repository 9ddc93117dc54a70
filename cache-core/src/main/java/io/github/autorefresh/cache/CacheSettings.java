package io.github.autorefresh.cache;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * The settings of a cache. They are validated: an illegal value throws an {@link
 * IllegalArgumentException} that names the setting, the rule and the value; a null one throws a
 * {@link NullPointerException} that names the setting. Immutable; the {@code with…} methods return
 * changed copies.
 *
 * @param resyncPeriod the time from the start of an item's sync until its next one is due; positive
 * @param tps the permitted calls of the sync function per second; positive; {@link #UNLIMITED_TPS}
 *     for no limit
 * @param burst the number of calls that may start at once after an idle time; at least 1
 * @param parallelism the number of calls that may run at once; at least 1
 * @param maxBatch the number of items that may share one call; 1 unless syncs are batched
 * @param syncTimeout how long a call may take before it is interrupted and has failed; positive
 * @param backoffInitial the delay after a first failure; positive
 * @param backoffMax the longest delay after a failure, to which jitter adds up to half; at least
 *     {@code backoffInitial}
 * @param jitter the most that an interval may deviate from its length, as a fraction of it; from 0
 *     to below 1
 * @param maxSize the most items in the cache; at least 1; {@link #UNBOUNDED_SIZE} for no bound
 * @param terminalRetention how long terminal items are kept; not negative
 * @param shutdownTimeout how long running calls may take after a stop before they are interrupted;
 *     not negative
 * @param outageDetection whether calls stop, but for probes, when all of them fail
 * @param probeInterval the least time from one probe to the next during an outage; positive
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
    boolean outageDetection,
    Duration probeInterval) {

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
    SettingRules.requirePositive("resyncPeriod", resyncPeriod);
    SettingRules.require(
        tps == UNLIMITED_TPS || (tps >= LOWEST_TPS && tps <= HIGHEST_TPS),
        "tps",
        tps,
        "a number from " + LOWEST_TPS + " to " + HIGHEST_TPS);
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
    SettingRules.requirePositive("probeInterval", probeInterval);
  }

  /** The settings of a cache for which none was set. */
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
        true,
        Duration.ofSeconds(5));
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

  /** These settings with this batch size. */
  public CacheSettings withMaxBatch(int maxBatch) {
    return with(change -> change.maxBatch = maxBatch);
  }

  /** These settings with this sync timeout. */
  public CacheSettings withSyncTimeout(Duration syncTimeout) {
    return with(change -> change.syncTimeout = syncTimeout);
  }

  /** These settings with a backoff between these. */
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

  /** These settings with outages detected, or not. */
  public CacheSettings withOutageDetection(boolean outageDetection) {
    return with(change -> change.outageDetection = outageDetection);
  }

  /** These settings with this least time between probes. */
  public CacheSettings withProbeInterval(Duration probeInterval) {
    return with(change -> change.probeInterval = probeInterval);
  }

  private CacheSettings with(Consumer<Builder> change) {
    Builder builder = new Builder();
    change.accept(builder);
    return builder.build();
  }

  /** Begins with these settings; nothing is checked before the end. */
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
    private boolean outageDetection = CacheSettings.this.outageDetection;
    private Duration probeInterval = CacheSettings.this.probeInterval;

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
          outageDetection,
          probeInterval);
    }
  }
}
