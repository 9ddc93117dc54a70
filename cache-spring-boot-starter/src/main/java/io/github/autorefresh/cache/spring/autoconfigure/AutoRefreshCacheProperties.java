package io.github.autorefresh.cache.spring.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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

  /** Settings of single caches by cache name, case and dashes not counting. Unset ones inherit. */
  private final Map<String, PerCacheProperties> caches = new LinkedHashMap<>();

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
