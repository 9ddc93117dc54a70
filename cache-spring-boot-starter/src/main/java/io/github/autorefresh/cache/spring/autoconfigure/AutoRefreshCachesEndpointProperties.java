package io.github.autorefresh.cache.spring.autoconfigure;

import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** What the endpoint shows, and to whom. */
@ConfigurationProperties("management.endpoint.autorefreshcaches")
public class AutoRefreshCachesEndpointProperties {

  /** When to show the values of items. */
  private Show showValues = Show.NEVER;

  /** Roles that may see values when authorized. If empty, every authenticated user may. */
  private final Set<String> roles = new LinkedHashSet<>();

  public Show getShowValues() {
    return showValues;
  }

  public void setShowValues(Show showValues) {
    this.showValues = showValues;
  }

  public Set<String> getRoles() {
    return roles;
  }
}
