package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.FirstSync;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be set for all caches and for each. Null is unset, and inherits: a cache from {@code
 * auto-refresh-cache}, and that from the cache's own defaults. So no field here has a value of its
 * own.
 */
public class PerCacheProperties {

  /** Time from the start of an item's sync to the next due time of that item. */
  private @Nullable Duration resyncPeriod;

  /** Calls of the sync function that are permitted per second. */
  private @Nullable Double tps;

  /** Calls of the sync function that may start at once after a lull. */
  private @Nullable Integer burst;

  /**
   * Whether to sync without a rate limit. A cache's own 'tps' or 'rate-limiter' ends what it
   * inherits.
   */
  private @Nullable Boolean unlimited;

  /**
   * Name of the Resilience4j rate limiter to share with other calls of the application, in place of
   * 'tps' and 'burst'.
   */
  private @Nullable String rateLimiter;

  /** Calls of the sync function that may run at once. */
  private @Nullable Integer parallelism;

  /** Time after which a call of the sync function has failed and is interrupted. */
  private @Nullable Duration syncTimeout;

  /** Deviation of each interval from its length at most, as a part of it. */
  private @Nullable Double jitter;

  /** Items that the cache may hold. Unbounded if not set. */
  private @Nullable Long maxSize;

  /** Items that may share one call, if the sync function takes batches. */
  private @Nullable Integer maxBatch;

  /** Time that an item in its final state is kept. */
  private @Nullable Duration terminalRetention;

  /**
   * When a new item is synced for the first time: at once, or by the clock, its state counting as
   * synced.
   */
  private @Nullable FirstSync firstSync;

  /** Whether to start syncing when the application starts. */
  private @Nullable Boolean autoStartup;

  /** Where the items are kept: in this process, or in Redis for all replicas together. */
  private @Nullable StoreType store;

  /**
   * Whether a 429, or a 503 with Retry-After, that a sync function's HTTP client throws holds the
   * cache for that time.
   */
  private @Nullable Boolean retryAfter;

  private final Backoff backoff = new Backoff();

  private final Outage outage = new Outage();

  public @Nullable Duration getResyncPeriod() {
    return resyncPeriod;
  }

  public void setResyncPeriod(@Nullable Duration resyncPeriod) {
    this.resyncPeriod = resyncPeriod;
  }

  public @Nullable Double getTps() {
    return tps;
  }

  public void setTps(@Nullable Double tps) {
    this.tps = tps;
  }

  public @Nullable Integer getBurst() {
    return burst;
  }

  public void setBurst(@Nullable Integer burst) {
    this.burst = burst;
  }

  public @Nullable Boolean getUnlimited() {
    return unlimited;
  }

  public void setUnlimited(@Nullable Boolean unlimited) {
    this.unlimited = unlimited;
  }

  public @Nullable String getRateLimiter() {
    return rateLimiter;
  }

  public void setRateLimiter(@Nullable String rateLimiter) {
    this.rateLimiter = rateLimiter;
  }

  public @Nullable Integer getParallelism() {
    return parallelism;
  }

  public void setParallelism(@Nullable Integer parallelism) {
    this.parallelism = parallelism;
  }

  public @Nullable Duration getSyncTimeout() {
    return syncTimeout;
  }

  public void setSyncTimeout(@Nullable Duration syncTimeout) {
    this.syncTimeout = syncTimeout;
  }

  public @Nullable Double getJitter() {
    return jitter;
  }

  public void setJitter(@Nullable Double jitter) {
    this.jitter = jitter;
  }

  public @Nullable Long getMaxSize() {
    return maxSize;
  }

  public void setMaxSize(@Nullable Long maxSize) {
    this.maxSize = maxSize;
  }

  public @Nullable Integer getMaxBatch() {
    return maxBatch;
  }

  public void setMaxBatch(@Nullable Integer maxBatch) {
    this.maxBatch = maxBatch;
  }

  public @Nullable Duration getTerminalRetention() {
    return terminalRetention;
  }

  public void setTerminalRetention(@Nullable Duration terminalRetention) {
    this.terminalRetention = terminalRetention;
  }

  public @Nullable FirstSync getFirstSync() {
    return firstSync;
  }

  public void setFirstSync(@Nullable FirstSync firstSync) {
    this.firstSync = firstSync;
  }

  public @Nullable Boolean getAutoStartup() {
    return autoStartup;
  }

  public void setAutoStartup(@Nullable Boolean autoStartup) {
    this.autoStartup = autoStartup;
  }

  public @Nullable StoreType getStore() {
    return store;
  }

  public void setStore(@Nullable StoreType store) {
    this.store = store;
  }

  public @Nullable Boolean getRetryAfter() {
    return retryAfter;
  }

  public void setRetryAfter(@Nullable Boolean retryAfter) {
    this.retryAfter = retryAfter;
  }

  public Backoff getBackoff() {
    return backoff;
  }

  /** The delays between the syncs of an item that fails: exponential, between these two. */
  public static class Backoff {

    /** Delay after the first failed sync of an item. */
    private @Nullable Duration initial;

    /** Longest delay between failed syncs of an item. */
    private @Nullable Duration max;

    public @Nullable Duration getInitial() {
      return initial;
    }

    public void setInitial(@Nullable Duration initial) {
      this.initial = initial;
    }

    public @Nullable Duration getMax() {
      return max;
    }

    public void setMax(@Nullable Duration max) {
      this.max = max;
    }
  }

  public Outage getOutage() {
    return outage;
  }

  /** What is done while the external system is down. */
  public static class Outage {

    /** Whether calls stop, but for probes, when ever more items fail and no call succeeds. */
    private @Nullable Boolean enabled;

    /** Least time from one probe to the next during an outage. */
    private @Nullable Duration probeInterval;

    public @Nullable Boolean getEnabled() {
      return enabled;
    }

    public void setEnabled(@Nullable Boolean enabled) {
      this.enabled = enabled;
    }

    public @Nullable Duration getProbeInterval() {
      return probeInterval;
    }

    public void setProbeInterval(@Nullable Duration probeInterval) {
      this.probeInterval = probeInterval;
    }
  }
}
