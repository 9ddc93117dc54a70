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

  /** Maximum number of calls of the sync function per second. */
  private @Nullable Double tps;

  /** Maximum number of calls of the sync function that may start at once after an idle time. */
  private @Nullable Integer burst;

  /**
   * Whether to sync without a rate limit. If this is set for all caches, it does not apply to one
   * that sets 'tps' or 'rate-limiter' itself.
   */
  private @Nullable Boolean unlimited;

  /**
   * Name of a Resilience4j rate limiter to share with other calls of the application, instead of
   * 'tps' and 'burst'.
   */
  private @Nullable String rateLimiter;

  /** Maximum number of calls of the sync function that run at once. */
  private @Nullable Integer parallelism;

  /**
   * Name of the 'Executor' bean that runs the calls of the sync function. Takes precedence over
   * virtual threads.
   */
  private @Nullable String executor;

  /** Time after which a call of the sync function has failed and is interrupted. */
  private @Nullable Duration syncTimeout;

  /** Maximum random deviation of each interval, as a fraction of the interval. */
  private @Nullable Double jitter;

  /** Maximum number of items in the cache. Unbounded if not set. */
  private @Nullable Long maxSize;

  /** Maximum number of items per call, if the sync function takes batches. */
  private @Nullable Integer maxBatch;

  /** Time that an item is kept in the cache after it has become terminal. */
  private @Nullable Duration terminalRetention;

  /**
   * When to sync a new item for the first time: at once, or at a random time within its period. In
   * the second case the state that it is created with counts as synced.
   */
  private @Nullable FirstSync firstSync;

  /** Whether to start syncing when the application starts. */
  private @Nullable Boolean autoStartup;

  /** Where to keep the items: in this process, or in Redis for all replicas together. */
  private @Nullable StoreType store;

  /**
   * Whether the cache stops all calls for the Retry-After time when the HTTP client of a sync
   * function throws a 429, or a 503 with Retry-After.
   */
  private @Nullable Boolean retryAfter;

  private final Backoff backoff = new Backoff();

  private final Outage outage = new Outage();

  private final Handler handler = new Handler();

  private final Cadence cadence = new Cadence();

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

  public @Nullable String getExecutor() {
    return executor;
  }

  public void setExecutor(@Nullable String executor) {
    this.executor = executor;
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

    /** Delay after the first failed sync of an item. Doubled with each further failure. */
    private @Nullable Duration initial;

    /** Longest delay after a failed sync of an item, to which jitter adds up to half. */
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

    /** Whether to detect outages of the external system, and make only probes during them. */
    private @Nullable Boolean enabled;

    /** Minimum time between two probes during an outage. */
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

  public Handler getHandler() {
    return handler;
  }

  /** How the handler of a cache is called, if it has one. */
  public static class Handler {

    /** Maximum number of calls of the handler that run at once. */
    private @Nullable Integer parallelism;

    /**
     * Time that a terminal item is kept while it is not handled yet. Then it is given up and
     * expires.
     */
    private @Nullable Duration retention;

    /** Whether to handle also the states that items are created with. */
    private @Nullable Boolean created;

    public @Nullable Integer getParallelism() {
      return parallelism;
    }

    public void setParallelism(@Nullable Integer parallelism) {
      this.parallelism = parallelism;
    }

    public @Nullable Duration getRetention() {
      return retention;
    }

    public void setRetention(@Nullable Duration retention) {
      this.retention = retention;
    }

    public @Nullable Boolean getCreated() {
      return created;
    }

    public void setCreated(@Nullable Boolean created) {
      this.created = created;
    }
  }

  public Cadence getCadence() {
    return cadence;
  }

  /** Whether items are synced once per resync period, or as often as was learned. */
  public static class Cadence {

    /**
     * Whether to sync each item once per resync period, or at the times when items of its kind
     * usually change.
     */
    private @Nullable CadenceType type;

    /**
     * Shortest interval of a learned cadence. If not set, one second, or the resync period if that
     * is shorter.
     */
    private @Nullable Duration minPeriod;

    /** Longest interval of a learned cadence. Ten resync periods if not set. */
    private @Nullable Duration maxPeriod;

    public @Nullable CadenceType getType() {
      return type;
    }

    public void setType(@Nullable CadenceType type) {
      this.type = type;
    }

    public @Nullable Duration getMinPeriod() {
      return minPeriod;
    }

    public void setMinPeriod(@Nullable Duration minPeriod) {
      this.minPeriod = minPeriod;
    }

    public @Nullable Duration getMaxPeriod() {
      return maxPeriod;
    }

    public void setMaxPeriod(@Nullable Duration maxPeriod) {
      this.maxPeriod = maxPeriod;
    }
  }
}
