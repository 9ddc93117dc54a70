package io.github.autorefresh.cache.spring.autoconfigure;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Warns of short durations that were written without a unit: {@code resync-period: 5} is five
 * milliseconds, and hardly ever meant so. Each property is warned of once per value.
 */
final class UnitlessDurations extends AbstractBindHandler {

  private static final Logger logger = LoggerFactory.getLogger(AutoRefreshCacheProperties.class);

  private static final Duration SUSPICIOUS_BELOW = Duration.ofMillis(100);
  private static final Pattern NUMBER = Pattern.compile("\\s*\\+?\\d+\\s*");

  private final Environment environment;
  private final Set<String> warnedOf = ConcurrentHashMap.newKeySet();

  UnitlessDurations(Environment environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable Object onSuccess(
      ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
    ConfigurationProperty property = context.getConfigurationProperty();
    if (result instanceof Duration duration
        && property != null
        && duration.compareTo(SUSPICIOUS_BELOW) < 0
        && duration.compareTo(Duration.ZERO) > 0) {
      check(property, duration);
    }
    return super.onSuccess(name, target, context, result);
  }

  private void check(ConfigurationProperty property, Duration duration) {
    String value = environment.resolvePlaceholders(String.valueOf(property.getValue()));
    if (NUMBER.matcher(value).matches() && warnedOf.add(property.getName() + "=" + value)) {
      logger.warn(
          "{} is {} without a unit, which means {} ms. Write {}s for seconds, or {}ms if that is meant",
          property.getName(),
          value.strip(),
          duration.toMillis(),
          value.strip(),
          value.strip());
    }
  }
}
