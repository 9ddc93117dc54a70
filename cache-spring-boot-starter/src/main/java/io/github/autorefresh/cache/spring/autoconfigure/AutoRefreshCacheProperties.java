package io.github.autorefresh.cache.spring.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The properties of caches: defaults for all of them, which {@code caches.<name>} may override for
 * one cache, and properties that can only be set for all.
 */
@ConfigurationProperties(AutoRefreshCacheProperties.PREFIX)
public class AutoRefreshCacheProperties extends PerCacheProperties {

  static final String PREFIX = "auto-refresh-cache";

  /** Whether to auto-configure caches. */
  private boolean enabled = true;

  /** Time that running calls of sync functions are given to end when the application stops. */
  private Duration shutdownTimeout = Duration.ofSeconds(20);

  /**
   * What to do about properties of caches that do not exist, and about unknown property names. For
   * environment variables, at most a warning is logged.
   */
  private UnknownNames unknownNames = UnknownNames.REFUSE;

  private final Redis redis = new Redis();

  /**
   * Settings of single caches, by cache name. Case and dashes of the name are ignored. Settings
   * that are not set are inherited.
   */
  private final Map<String, PerCacheProperties> caches = new LinkedHashMap<>();

  private final Health health = new Health();

  private final Observations observations = new Observations();

  public boolean isEnabled() {
    return enabled;
  }

  public void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  public Duration getShutdownTimeout() {
    return shutdownTimeout;
  }

  public void setShutdownTimeout(Duration shutdownTimeout) {
    this.shutdownTimeout = shutdownTimeout;
  }

  public UnknownNames getUnknownNames() {
    return unknownNames;
  }

  public void setUnknownNames(UnknownNames unknownNames) {
    this.unknownNames = unknownNames;
  }

  public Map<String, PerCacheProperties> getCaches() {
    return caches;
  }

  public Redis getRedis() {
    return redis;
  }

  /** How replicas share items, for caches whose store is Redis. */
  public static class Redis {

    /**
     * Prefix of all key names, the same for all replicas. Defaults to 'spring.application.name'.
     */
    private @Nullable String keyPrefix;

    /** Time after which what a dead replica was syncing, handling or creating passes to others. */
    private Duration lease = Duration.ofSeconds(30);

    /** Time that a call waits for Redis, or for another replica that is creating the same item. */
    private Duration createTimeout = Duration.ofSeconds(10);

    /** Interval at which a replica looks for changes of which it has got no message. */
    private Duration reconcileInterval = Duration.ofSeconds(5);

    public @Nullable String getKeyPrefix() {
      return keyPrefix;
    }

    public void setKeyPrefix(@Nullable String keyPrefix) {
      this.keyPrefix = keyPrefix;
    }

    public Duration getLease() {
      return lease;
    }

    public void setLease(Duration lease) {
      this.lease = lease;
    }

    public Duration getCreateTimeout() {
      return createTimeout;
    }

    public void setCreateTimeout(Duration createTimeout) {
      this.createTimeout = createTimeout;
    }

    public Duration getReconcileInterval() {
      return reconcileInterval;
    }

    public void setReconcileInterval(Duration reconcileInterval) {
      this.reconcileInterval = reconcileInterval;
    }
  }

  public Health getHealth() {
    return health;
  }

  /** What actuator says of the health of caches. */
  public static class Health {

    /** Health of a cache during an outage of its external system. */
    private OutageHealth onOutage = OutageHealth.UP;

    public OutageHealth getOnOutage() {
      return onOutage;
    }

    public void setOnOutage(OutageHealth onOutage) {
      this.onOutage = onOutage;
    }
  }

  public Observations getObservations() {
    return observations;
  }

  /** Observations of calls of sync functions, for traces among other things. */
  public static class Observations {

    /** Whether to create an observation for every call of a sync function or handler. */
    private boolean enabled;

    public boolean isEnabled() {
      return enabled;
    }

    public void setEnabled(boolean enabled) {
      this.enabled = enabled;
    }
  }
}
