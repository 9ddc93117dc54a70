package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spring.autoconfigure.ConfiguredSettings.CacheConfiguration;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** A cache's own word, else that of all caches, else the default: for every single property. */
class InheritanceTest {

  /**
   * One property.
   *
   * @param value what it comes to in the end
   */
  private record Property(
      String name, String ofAll, String own, Function<CacheConfiguration, Object> value) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Property> properties() {
    return Stream.of(
        property("resync-period", "7s", "8s", c -> seconds(c.settings().resyncPeriod())),
        property("tps", "7.0", "8.0", c -> c.settings().tps()),
        property("burst", "7", "8", c -> c.settings().burst()),
        property("unlimited", "true", "false", c -> c.settings().isUnlimited()),
        property(
            "rate-limiter",
            "a",
            "b",
            c -> c.sharedLimiter() == null ? null : c.sharedLimiter().name()),
        property("parallelism", "7", "8", c -> c.settings().parallelism()),
        property("executor", "a", "b", c -> c.executor() == null ? null : c.executor().name()),
        property("sync-timeout", "7s", "8s", c -> seconds(c.settings().syncTimeout())),
        property("jitter", "0.7", "0.8", c -> c.settings().jitter()),
        property("max-size", "7", "8", c -> c.settings().maxSize()),
        property("max-batch", "7", "8", CacheConfiguration::maxBatch),
        property("terminal-retention", "7s", "8s", c -> seconds(c.settings().terminalRetention())),
        property("first-sync", "SCHEDULED", "NOW", c -> c.settings().firstSync()),
        property("auto-startup", "false", "true", CacheConfiguration::autoStartup),
        property("store", "REDIS", "MEMORY", CacheConfiguration::store),
        property("retry-after", "false", "true", CacheConfiguration::retryAfter),
        property("backoff.initial", "7s", "8s", c -> seconds(c.settings().backoffInitial())),
        property("backoff.max", "7s", "8s", c -> seconds(c.settings().backoffMax())),
        property("outage.enabled", "false", "true", c -> c.settings().outageDetection()),
        property("outage.probe-interval", "7s", "8s", c -> seconds(c.settings().probeInterval())),
        property("handler.parallelism", "7", "9", c -> c.settings().handler().parallelism()),
        property("handler.retention", "7s", "9s", c -> seconds(c.settings().handler().retention())),
        property("handler.created", "true", "false", c -> c.settings().handler().created()),
        property("cadence.type", "LEARNED", "FIXED", c -> c.cadence().type()),
        property("cadence.min-period", "7s", "8s", c -> seconds(c.cadence().minPeriod())),
        property("cadence.max-period", "7s", "8s", c -> seconds(c.cadence().maxPeriod())));
  }

  private static Property property(
      String name, String ofAll, String own, Function<CacheConfiguration, Object> value) {
    return new Property(name, ofAll, own, value);
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + "s";
  }

  @Test
  void noPropertyIsForgottenHere() {
    assertThat(properties().map(Property::name))
        .containsExactlyInAnyOrderElementsOf(KnownProperties.PER_CACHE);
  }

  @ParameterizedTest
  @MethodSource("properties")
  void unsetPropertyInherits(Property property) {
    ConfiguredSettings settings =
        settings(
            Map.of(
                "auto-refresh-cache." + property.name(),
                property.ofAll(),
                "auto-refresh-cache.caches.jobs." + another(property),
                "9s"));
    assertThat(valueOf(property, settings, "jobs")).isEqualTo(property.ofAll());
    assertThat(valueOf(property, settings, "pods")).isEqualTo(property.ofAll());
  }

  @ParameterizedTest
  @MethodSource("properties")
  void ownWordGoesFirstAndReachesNoOtherCache(Property property) {
    ConfiguredSettings settings =
        settings(
            Map.of(
                "auto-refresh-cache." + property.name(), property.ofAll(),
                "auto-refresh-cache.caches.jobs." + property.name(), property.own()));
    assertThat(valueOf(property, settings, "jobs")).isEqualTo(property.own());
    assertThat(valueOf(property, settings, "pods")).isEqualTo(property.ofAll());
  }

  @ParameterizedTest
  @MethodSource("properties")
  void environmentVariableSetsItForOneCache(Property property) {
    String variable = property.name().replace("-", "").replace('.', '_');
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new SystemEnvironmentPropertySource(
                "test-systemEnvironment",
                new HashMap<>(
                    Map.of(
                        "AUTOREFRESHCACHE_CACHES_JOBSYNC_" + variable.toUpperCase(Locale.ROOT),
                        property.own()))));
    ConfiguredSettings settings = settings(environment);
    assertThat(valueOf(property, settings, "job-sync")).isEqualTo(property.own());
  }

  private static String valueOf(Property property, ConfiguredSettings settings, String cache) {
    return String.valueOf(property.value().apply(settings.of(cache)));
  }

  private static String another(Property property) {
    return property.name().equals("resync-period") ? "sync-timeout" : "resync-period";
  }

  private static ConfiguredSettings settings(Map<String, Object> properties) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
    return settings(environment);
  }

  private static ConfiguredSettings settings(StandardEnvironment environment) {
    return new ConfiguredSettings(new PropertiesBinding(environment));
  }
}
