package io.github.autorefresh.cache;

import java.time.Duration;
import java.util.Objects;

/**
 * The settings of a cache, validated: an illegal value is an {@link IllegalArgumentException} that
 * names the setting, the value and the rule. Immutable; {@code with…} methods make changed copies.
 *
 * @param resyncPeriod from the start of an item's sync to its next due time; positive
 * @param tps the permitted calls of the sync function per second; positive, and {@link
 *     #UNLIMITED_TPS} for no limit
 * @param burst how many calls may start at once after a lull; at least 1
 * @param parallelism how many calls may run at once; at least 1
 * @param maxBatch how many items may share one call; 1 unless syncs are batched
 * @param syncTimeout how long a call may take; positive
 * @param backoffInitial the delay after a first failure; positive
 * @param backoffMax the longest delay between failures; not below {@code backoffInitial}
 * @param jitter how far each interval may deviate from its length, as a part of it; 0 to below 1
 * @param maxSize how many items there may be; at least 1, and {@link #UNBOUNDED_SIZE} for no bound
 * @param terminalRetention how long terminal items are kept; zero or more
 * @param shutdownTimeout how long running calls may go on after a stop; zero or more
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
    Duration shutdownTimeout) {

  /** The {@link #tps} of a cache without a rate limit. */
  public static final double UNLIMITED_TPS = Double.POSITIVE_INFINITY;

  /** The {@link #maxSize} of a cache that is not bounded. */
  public static final long UNBOUNDED_SIZE = Long.MAX_VALUE;

  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final double HIGHEST_TPS = 1e9;
  private static final double LOWEST_TPS = 1e-6;
  private static final int LARGEST_BURST = 1_000_000_000;
  private static final int MOST_PARALLEL = 100_000;
  private static final int LARGEST_BATCH = 10_000;

  /** Checks every setting. */
  public CacheSettings {
    requirePositive("resyncPeriod", resyncPeriod);
    require(
        tps == UNLIMITED_TPS || (tps >= LOWEST_TPS && tps <= HIGHEST_TPS),
        "tps",
        tps,
        "a number from " + LOWEST_TPS + " to " + HIGHEST_TPS);
    requireRange("burst", burst, LARGEST_BURST);
    requireRange("parallelism", parallelism, MOST_PARALLEL);
    requireRange("maxBatch", maxBatch, LARGEST_BATCH);
    requirePositive("syncTimeout", syncTimeout);
    requirePositive("backoffInitial", backoffInitial);
    requirePositive("backoffMax", backoffMax);
    require(
        backoffMax.compareTo(backoffInitial) >= 0,
        "backoffMax",
        backoffMax,
        "at least backoffInitial (" + backoffInitial + ")");
    require(jitter >= 0 && jitter < 1, "jitter", jitter, "a number from 0 to below 1");
    require(maxSize >= 1, "maxSize", maxSize, "at least 1");
    requireNotNegative("terminalRetention", terminalRetention);
    requireNotNegative("shutdownTimeout", shutdownTimeout);
  }

  /** The settings of a cache for which nothing was set. */
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
        Duration.ofSeconds(20));
  }

  /** True if there is no rate limit. */
  public boolean isUnlimited() {
    return tps == UNLIMITED_TPS;
  }

  /** These settings with this resync period. */
  public CacheSettings withResyncPeriod(Duration resyncPeriod) {
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
        shutdownTimeout);
  }

  /** These settings with this rate. */
  public CacheSettings withTps(double tps) {
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
        shutdownTimeout);
  }

  /** These settings with this burst. */
  public CacheSettings withBurst(int burst) {
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
        shutdownTimeout);
  }

  /** These settings with this parallelism. */
  public CacheSettings withParallelism(int parallelism) {
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
        shutdownTimeout);
  }

  /** These settings with this batch size. */
  public CacheSettings withMaxBatch(int maxBatch) {
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
        shutdownTimeout);
  }

  /** These settings with this sync timeout. */
  public CacheSettings withSyncTimeout(Duration syncTimeout) {
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
        shutdownTimeout);
  }

  /** These settings with the backoff between these. */
  public CacheSettings withBackoff(Duration initial, Duration max) {
    return new CacheSettings(
        resyncPeriod,
        tps,
        burst,
        parallelism,
        maxBatch,
        syncTimeout,
        initial,
        max,
        jitter,
        maxSize,
        terminalRetention,
        shutdownTimeout);
  }

  /** These settings with this jitter. */
  public CacheSettings withJitter(double jitter) {
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
        shutdownTimeout);
  }

  /** These settings with this maximum size. */
  public CacheSettings withMaxSize(long maxSize) {
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
        shutdownTimeout);
  }

  /** These settings with this retention. */
  public CacheSettings withTerminalRetention(Duration terminalRetention) {
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
        shutdownTimeout);
  }

  /** These settings with this shutdown timeout. */
  public CacheSettings withShutdownTimeout(Duration shutdownTimeout) {
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
        shutdownTimeout);
  }

  private static void requirePositive(String setting, Duration value) {
    Objects.requireNonNull(value, setting);
    require(
        value.compareTo(Duration.ZERO) > 0 && value.compareTo(LONGEST) <= 0,
        setting,
        value,
        "positive and at most " + LONGEST);
  }

  private static void requireNotNegative(String setting, Duration value) {
    Objects.requireNonNull(value, setting);
    require(
        !value.isNegative() && value.compareTo(LONGEST) <= 0, setting, value, "zero to " + LONGEST);
  }

  private static void requireRange(String setting, int value, int max) {
    require(value >= 1 && value <= max, setting, value, "from 1 to " + max);
  }

  private static void require(boolean holds, String setting, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(setting + " must be " + rule + ", but was " + value);
    }
  }
}
