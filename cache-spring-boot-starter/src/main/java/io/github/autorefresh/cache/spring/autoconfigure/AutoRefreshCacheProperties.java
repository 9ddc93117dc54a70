package io.github.autorefresh.cache.spring.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The properties of caches: defaults for all of them, each of which {@code caches.<name>} may
 * override, and what holds for all alike.
 */
@ConfigurationProperties(AutoRefreshCacheProperties.PREFIX)
public class AutoRefreshCacheProperties extends PerCacheProperties {

  static final String PREFIX = "auto-refresh-cache";

  /** Whether to auto-configure caches. */
  private boolean enabled = true;

  /** Time that running calls of sync functions get to end when the application stops. */
  private Duration shutdownTimeout = Duration.ofSeconds(20);

  private final Redis redis = new Redis();

  /** Settings of single caches by cache name, case and dashes not counting. Unset ones inherit. */
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

  public Map<String, PerCacheProperties> getCaches() {
    return caches;
  }

  public Redis getRedis() {
    return redis;
  }

  /** How replicas share items, for caches whose store is Redis. */
  public static class Redis {

    /**
     * Beginning of the names of all keys, the same for all replicas. Defaults to
     * 'spring.application.name'.
     */
    private @Nullable String keyPrefix;

    /** Time for which a replica that dies keeps what it has claimed. */
    private Duration lease = Duration.ofSeconds(30);

    /** Time that a call waits for another replica that creates the same item, or for Redis. */
    private Duration createTimeout = Duration.ofSeconds(10);

    /** Time between looks for changes of which a message was lost. */
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

    /** Whether to observe every call of a sync function. */
    private boolean enabled;

    public boolean isEnabled() {
      return enabled;
    }

    public void setEnabled(boolean enabled) {
      this.enabled = enabled;
    }
  }
}
