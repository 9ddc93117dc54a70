package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.spring.redis.RedisStoreSettings;
import java.time.Duration;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.StringUtils;

/** {@link EnableAutoConfiguration Auto-configuration} for caches that replicas share over Redis. */
@AutoConfiguration(
    after = AutoRefreshCacheAutoConfiguration.class,
    afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnClass(RedisConnectionFactory.class)
@ConditionalOnBooleanProperty(name = "auto-refresh-cache.enabled", matchIfMissing = true)
public final class AutoRefreshCacheRedisAutoConfiguration {

  private static final String PREFIX = AutoRefreshCacheProperties.PREFIX + ".redis.";

  @Bean
  @Lazy // its settings need not be right while nobody shares anything
  SharedStores autoRefreshCacheSharedStores(
      ConfigurableListableBeanFactory beanFactory,
      AutoRefreshCacheProperties properties,
      Environment environment) {
    return new RedisSharedStores(beanFactory, settings(properties.getRedis(), environment));
  }

  private static RedisStoreSettings settings(
      AutoRefreshCacheProperties.Redis redis, Environment environment) {
    RedisStoreSettings settings = withPrefix(redis.getKeyPrefix(), environment);
    settings = with(settings, "lease", redis.getLease(), RedisStoreSettings::withLease);
    settings =
        with(
            settings,
            "create-timeout",
            redis.getCreateTimeout(),
            RedisStoreSettings::withCreateTimeout);
    return with(
        settings,
        "reconcile-interval",
        redis.getReconcileInterval(),
        RedisStoreSettings::withReconcileInterval);
  }

  private static RedisStoreSettings withPrefix(@Nullable String own, Environment environment) {
    String prefix = own != null ? own : environment.getProperty("spring.application.name");
    if (!StringUtils.hasText(prefix)) {
      throw new FailureAnalyzedException(
          "The replicas of an application share their items in Redis under a common name, but neither"
              + " '"
              + PREFIX
              + "key-prefix' nor 'spring.application.name' is set.",
          "Set one of the two, to the same value for all replicas.");
    }
    try {
      return RedisStoreSettings.of(prefix);
    } catch (IllegalArgumentException broken) {
      throw invalid("key-prefix", prefix, broken);
    }
  }

  private static RedisStoreSettings with(
      RedisStoreSettings settings,
      String property,
      Duration value,
      BiFunction<RedisStoreSettings, Duration, RedisStoreSettings> change) {
    try {
      return change.apply(settings, value);
    } catch (IllegalArgumentException broken) {
      throw invalid(property, value, broken);
    }
  }

  private static RuntimeException invalid(
      String property, Object value, IllegalArgumentException broken) {
    return new InvalidConfigurationPropertyValueException(
        PREFIX + property, value, broken.getMessage() + ".", broken);
  }
}
