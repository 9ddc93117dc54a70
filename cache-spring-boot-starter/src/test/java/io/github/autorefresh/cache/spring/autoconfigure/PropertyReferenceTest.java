package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.StringUtils;

/** {@code docs/properties.md} says what the metadata says, which is what holds. */
@Tag("any-jdk")
class PropertyReferenceTest {

  private static final Path REFERENCE = Path.of("../docs/properties.md");
  private static final Path EXPECTED = Path.of("target/properties.md");

  private static final String HEAD =
      """
      # Properties

      This page is generated from the configuration metadata, and a test keeps it up to date.

      Write durations with a unit (`500ms`, `30s`, `5m`, `1h`) or in ISO form (`PT30S`). A number without a unit is in milliseconds; if it is
      less than 100, a warning is logged.

      An environment variable may be written in two ways. For `auto-refresh-cache.caches.job-sync.tps` these are
      `AUTO_REFRESH_CACHE_CACHES_JOB_SYNC_TPS`, with an underscore for each dash and dot, and Spring Boot's own form, which omits the dashes:
      `AUTOREFRESHCACHE_CACHES_JOBSYNC_TPS`. If a variable looks like one of these properties but is none, a warning suggests the right name.
      In any other source, a name that does not exist stops the start-up, unless `unknown-names` says otherwise.

      ## Caches

      Properties marked ✓ can also be set for one cache, under `auto-refresh-cache.caches.<name>`. What is not set there is inherited. Case
      and dashes of the name are ignored.

      | property | type | default | per cache | meaning |
      |---|---|---|---|---|
      """;

  private static final String ACTUATOR =
      """

      ## Actuator

      An endpoint exists once `management.endpoints.web.exposure.include` names it: `autorefreshcaches` answers with JSON,
      `autorefreshcachesui` with a web page.

      | property | type | default | meaning |
      |---|---|---|---|
      """;

  @Test
  void referenceIsInStepWithTheMetadata() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (var property : properties("auto-refresh-cache.").values()) {
      page.append(row(property, isPerCache(property) ? "✓" : ""));
    }
    page.append(ACTUATOR);
    for (var property : properties("management.").values()) {
      page.append(row(property, null));
    }
    Files.writeString(EXPECTED, page);
    assertThat(Files.exists(REFERENCE) ? Files.readString(REFERENCE) : "")
        .as("To bring it in step: cp cache-spring-boot-starter/target/properties.md docs/")
        .isEqualTo(page.toString());
  }

  private static String row(Map<String, Object> property, String perCache) {
    return "| `%s` | %s | %s |%s %s |\n"
        .formatted(
            property.get("name"),
            type(property),
            defaultValue(property),
            perCache == null ? "" : " " + perCache + " |",
            ((String) property.get("description")).replaceFirst("\\.$", ""));
  }

  private static String type(Map<String, Object> property) {
    String type = (String) property.get("type");
    if (type.startsWith("java.util.Map")) {
      return "settings by cache name";
    }
    String name = type.replaceFirst("<.*", "");
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "Boolean" -> "true or false";
      case "Integer", "Long" -> "whole number";
      case "Double" -> "number";
      case "Duration" -> "duration";
      case "Set" -> "list";
      case "Show" -> "`never`, `when-authorized`, `always`";
      case "StoreType" -> "`memory`, `redis`";
      case "CadenceType" -> "`fixed`, `learned`";
      case "FirstSync" -> "`now`, `scheduled`";
      case "UnknownNames" -> "`refuse`, `warn`, `ignore`";
      case "OutageHealth" -> "`up`, `down`";
      case "Access" -> "`none`, `read-only`, `unrestricted`";
      default -> "text";
    };
  }

  private static String defaultValue(Map<String, Object> property) {
    Object value = property.get("defaultValue");
    return value == null ? "" : "`" + value + "`";
  }

  private static boolean isPerCache(Map<String, Object> property) {
    String[] path = ((String) property.get("name")).split("\\.", -1);
    return BeanUtils.getPropertyDescriptor(PerCacheProperties.class, camel(path[1])) != null;
  }

  private static String camel(String kebab) {
    StringBuilder camel = new StringBuilder();
    for (String word : kebab.split("-", -1)) {
      camel.append(StringUtils.capitalize(word));
    }
    return StringUtils.uncapitalize(camel.toString());
  }

  /** Ours of that prefix, in alphabetical order. */
  @SuppressWarnings("unchecked") // the format of the file says so
  private static Map<String, Map<String, Object>> properties(String prefix) throws IOException {
    Map<String, Map<String, Object>> found = new TreeMap<>();
    String file = "META-INF/spring-configuration-metadata.json";
    ClassLoader loader = PropertyReferenceTest.class.getClassLoader();
    for (URL url : Collections.list(loader.getResources(file))) {
      try (InputStream in = url.openStream()) {
        String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        Map<String, Object> metadata = JsonParserFactory.getJsonParser().parseMap(json);
        for (var property : (List<Map<String, Object>>) metadata.get("properties")) {
          String name = (String) property.get("name");
          if (name.startsWith(prefix) && name.replace("-", "").contains("autorefreshcache")) {
            found.put(name, property);
          }
        }
      }
    }
    return found;
  }
}
