package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Cadence;
import io.github.autorefresh.cache.FirstSync;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.StringUtils;

/** What editors and the property reference are told. */
@Tag("any-jdk")
class MetadataTest {

  private static final String PREFIX = AutoRefreshCacheProperties.PREFIX + ".";

  private final Map<String, Map<String, Object>> properties;

  MetadataTest() throws IOException {
    properties = read();
  }

  @Test
  void everyPropertyHasATypeAndADescription() {
    assertThat(properties.values())
        .allSatisfy(
            property -> {
              assertThat((String) property.get("type")).isNotBlank();
              assertThat((String) property.get("description")).endsWith(".");
            });
  }

  @Test
  void everyPropertyIsThere() {
    assertThat(properties.keySet())
        .containsExactly(
            "auto-startup",
            "backoff.initial",
            "backoff.max",
            "burst",
            "caches",
            "cadence.max-period",
            "cadence.min-period",
            "cadence.type",
            "enabled",
            "executor",
            "first-sync",
            "handler.created",
            "handler.parallelism",
            "handler.retention",
            "health.on-outage",
            "jitter",
            "max-batch",
            "max-size",
            "observations.enabled",
            "outage.enabled",
            "outage.probe-interval",
            "parallelism",
            "rate-limiter",
            "redis.create-timeout",
            "redis.key-prefix",
            "redis.lease",
            "redis.reconcile-interval",
            "resync-period",
            "retry-after",
            "shutdown-timeout",
            "store",
            "sync-timeout",
            "terminal-retention",
            "tps",
            "unknown-names",
            "unlimited");
  }

  @Test
  void whatIsSetForACacheCanBeSetForAll() {
    Set<String> perCache = new HashSet<>();
    for (var field : BeanUtils.getPropertyDescriptors(PerCacheProperties.class)) {
      perCache.add(field.getName());
    }
    perCache.removeAll(Set.of("class", "backoff", "cadence", "outage", "handler"));
    Set<String> all =
        properties.keySet().stream().map(MetadataTest::camel).collect(Collectors.toSet());
    assertThat(all).containsAll(perCache);
  }

  @Test
  void defaultsAreThoseThatHold() {
    CacheSettings defaults = CacheSettings.defaults();
    assertThat(duration("resync-period")).isEqualTo(defaults.resyncPeriod());
    assertThat(number("tps")).isEqualTo(defaults.tps());
    assertThat(number("burst")).isEqualTo(defaults.burst());
    assertThat(value("unlimited")).isEqualTo(false);
    assertThat(number("parallelism")).isEqualTo(defaults.parallelism());
    assertThat(duration("sync-timeout")).isEqualTo(defaults.syncTimeout());
    assertThat(duration("backoff.initial")).isEqualTo(defaults.backoffInitial());
    assertThat(duration("backoff.max")).isEqualTo(defaults.backoffMax());
    assertThat(number("jitter")).isEqualTo(defaults.jitter());
    assertThat(value("max-size")).isNull();
    assertThat(defaults.maxSize()).isEqualTo(CacheSettings.UNBOUNDED_SIZE);
    assertThat(duration("terminal-retention")).isEqualTo(defaults.terminalRetention());
    assertThat(duration("shutdown-timeout")).isEqualTo(defaults.shutdownTimeout());
    assertThat(FirstSync.valueOf(((String) value("first-sync")).toUpperCase(Locale.ROOT)))
        .isEqualTo(defaults.firstSync());
    assertThat(value("outage.enabled")).isEqualTo(defaults.outageDetection());
    assertThat(duration("outage.probe-interval")).isEqualTo(defaults.probeInterval());
    assertThat(number("handler.parallelism")).isEqualTo(defaults.handler().parallelism());
    assertThat(duration("handler.retention")).isEqualTo(defaults.handler().retention());
    assertThat(value("handler.created")).isEqualTo(defaults.handler().created());
    assertThat(value("cadence.type")).isEqualTo("fixed");
    assertThat(defaults.cadence()).isEqualTo(Cadence.FIXED);
    assertThat(value("health.on-outage")).isEqualTo("up");
    assertThat(value("enabled")).isEqualTo(true);
    assertThat(value("observations.enabled")).isEqualTo(false);

    var root = new ConfiguredSettings(new PropertiesBinding(new MockEnvironment())).of("any");
    assertThat(root.settings()).isEqualTo(defaults);
    assertThat(number("max-batch")).isEqualTo(root.maxBatch());
    assertThat(value("auto-startup")).isEqualTo(root.autoStartup());
  }

  private Object value(String property) {
    return properties.get(property).get("defaultValue");
  }

  private double number(String property) {
    return ((Number) value(property)).doubleValue();
  }

  private Duration duration(String property) {
    return DurationStyle.detectAndParse((String) value(property));
  }

  private static String camel(String kebab) {
    String words = StringUtils.capitalize(kebab);
    for (int dash = words.indexOf('-'); dash >= 0; dash = words.indexOf('-')) {
      words = words.substring(0, dash) + StringUtils.capitalize(words.substring(dash + 1));
    }
    return StringUtils.uncapitalize(words);
  }

  /** By name without the prefix, in alphabetical order. */
  @SuppressWarnings("unchecked") // the format of the file says so
  private static Map<String, Map<String, Object>> read() throws IOException {
    Map<String, Map<String, Object>> found = new TreeMap<>();
    String file = "META-INF/spring-configuration-metadata.json";
    for (URL url : Collections.list(MetadataTest.class.getClassLoader().getResources(file))) {
      try (InputStream in = url.openStream()) {
        String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        Map<String, Object> metadata = JsonParserFactory.getJsonParser().parseMap(json);
        for (var property : (List<Map<String, Object>>) metadata.get("properties")) {
          String name = (String) property.get("name");
          if (name.startsWith(PREFIX)) {
            found.put(name.substring(PREFIX.length()), property);
          }
        }
      }
    }
    return found;
  }
}
