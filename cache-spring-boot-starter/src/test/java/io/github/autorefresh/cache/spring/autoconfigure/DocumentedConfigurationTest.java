package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.spring.docs.Page;
import io.github.autorefresh.cache.spring.docs.Page.Block;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/**
 * Every block of configuration in the documentation is one that an application would start with:
 * ours binds and passes its rules, and the names of all else are known.
 */
@Tag("any-jdk")
class DocumentedConfigurationTest {

  /** The types of all properties that the modules on the class path have. */
  private static final Map<String, String> KNOWN = new HashMap<>();

  @BeforeAll
  static void readMetadata() throws IOException {
    ClassLoader loader = DocumentedConfigurationTest.class.getClassLoader();
    String file = "META-INF/spring-configuration-metadata.json";
    for (URL url : Collections.list(loader.getResources(file))) {
      try (InputStream in = url.openStream()) {
        String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        for (Object property :
            (List<?>) JsonParserFactory.getJsonParser().parseMap(json).get("properties")) {
          Map<?, ?> described = (Map<?, ?>) property;
          KNOWN.put((String) described.get("name"), String.valueOf(described.get("type")));
        }
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> blocksConfigure() {
    return Page.all().stream()
        .flatMap(page -> page.blocks("yaml").stream().map(block -> test(page, block)));
  }

  @Test
  void blockWithAValueOutOfRangeIsRefused() {
    assertThatThrownBy(() -> check(List.of("auto-refresh-cache:", "  tps: -1")))
        .isInstanceOf(InvalidConfigurationPropertyValueException.class);
  }

  @Test
  void blockWithAnUnknownPropertyIsRefused() {
    assertThatThrownBy(() -> check(List.of("auto-refresh-cache:", "  tsp: 1")))
        .hasRootCauseMessage("The elements [auto-refresh-cache.tsp] were left unbound.");
    assertThatThrownBy(() -> check(List.of("server:", "  prot: 1")))
        .isInstanceOf(AssertionError.class);
  }

  private static DynamicTest test(Page page, Block block) {
    return DynamicTest.dynamicTest(
        page.name() + ":" + block.first(), () -> check(page.code(block)));
  }

  private static void check(List<String> yaml) throws IOException {
    byte[] bytes = String.join("\n", yaml).getBytes(StandardCharsets.UTF_8);
    List<PropertySource<?>> sources =
        new YamlPropertySourceLoader().load("block", new ByteArrayResource(bytes));
    assertThat(sources).isNotEmpty();
    new Binder(ConfigurationPropertySources.from(sources))
        .bindOrCreate(
            AutoRefreshCacheProperties.PREFIX,
            Bindable.of(AutoRefreshCacheProperties.class),
            new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
    StandardEnvironment environment = new StandardEnvironment();
    sources.forEach(environment.getPropertySources()::addFirst);
    assertThat(new ConfiguredSettings(new PropertiesBinding(environment))).isNotNull();
    List<String> unknown = new ArrayList<>();
    for (PropertySource<?> source : sources) {
      Collections.addAll(unknown, ((EnumerablePropertySource<?>) source).getPropertyNames());
    }
    unknown.removeIf(DocumentedConfigurationTest::isKnown);
    assertThat(unknown).as("properties that no module on the class path has").isEmpty();
  }

  private static boolean isKnown(String name) {
    String plain = name.replaceAll("\\[\\d+\\]", "");
    if (plain.startsWith(AutoRefreshCacheProperties.PREFIX + ".") || KNOWN.containsKey(plain)) {
      return true;
    }
    return KNOWN.entrySet().stream()
        .anyMatch(
            known ->
                known.getValue().startsWith("java.util.Map")
                    && plain.startsWith(known.getKey() + "."));
  }
}
