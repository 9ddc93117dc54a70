package io.github.autorefresh.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.ItemHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code docs/operations} asks of Prometheus is there in a scrape of a real application. */
class OperationsTest {

  private static final Path DOCS = Path.of("../docs/operations");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^(cache_\\w+)\\{(.*)} ");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Pattern SELECTOR = Pattern.compile("\\b(cache_\\w+)(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~?|!=|!~)\"([^\"]*)\"");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on)\\s*\\(([^)]*)\\)");

  /** What Prometheus itself adds to every sample. */
  private static final Set<String> OF_THE_SCRAPE = Set.of("instance", "job");

  private static ConfigurableApplicationContext application;

  /** The values of each label, by the name of the metric. */
  private static final Map<String, Map<String, Set<String>>> SCRAPED = new TreeMap<>();

  @BeforeAll
  static void scrape() throws Exception {
    application =
        SpringApplication.run(
            App.class,
            "--server.port=0",
            "--management.endpoints.web.exposure.include=prometheus",
            "--auto-refresh-cache.resync-period=1h",
            "--auto-refresh-cache.shutdown-timeout=100ms");
    @SuppressWarnings("unchecked")
    AutoRefreshCache<Job> jobs = application.getBean(AutoRefreshCache.class);
    jobs.getOrCreate(Job.of("j1"));
    await().until(() -> jobs.stats().updated() == 1);
    await().until(() -> prometheus().contains("cache_handler_seconds_count"));
    for (MatchResult sample : SAMPLE.matcher(prometheus()).results().toList()) {
      var labels = SCRAPED.computeIfAbsent(sample.group(1), name -> new TreeMap<>());
      LABEL
          .matcher(sample.group(2))
          .results()
          .forEach(
              label ->
                  labels
                      .computeIfAbsent(label.group(1), name -> new TreeSet<>())
                      .add(label.group(2)));
    }
  }

  private static String prometheus() throws IOException, InterruptedException {
    String port = application.getEnvironment().getProperty("local.server.port");
    URI uri = URI.create("http://localhost:" + port + "/actuator/prometheus");
    var response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  @AfterAll
  static void close() {
    application.close();
  }

  @Test
  void dashboardAsksForWhatIsThere() throws IOException {
    JsonNode dashboard =
        JsonMapper.builder()
            .build()
            .readTree(Files.readString(DOCS.resolve("grafana-dashboard.json")));
    List<String> queries = new ArrayList<>();
    dashboard.findValues("expr").forEach(expr -> queries.add(expr.asString()));
    assertThat(queries).hasSizeGreaterThan(8).allSatisfy(OperationsTest::assertAnswerable);
    dashboard
        .findValues("legendFormat")
        .forEach(legend -> assertThat(labels(legend.asString())).isSubsetOf(allLabels()));
    assertThat(dashboard.at("/templating/list/0/query").asString())
        .isEqualTo("label_values(cache_size, cache)");
    assertThat(SCRAPED).containsKey("cache_size");
  }

  @Test
  void everyMeterIsOnTheDashboard() throws IOException {
    assertThat(Files.readString(DOCS.resolve("grafana-dashboard.json"))).contains(SCRAPED.keySet());
  }

  @Test
  void alertsAskForWhatIsThere() throws IOException {
    List<Map<String, Object>> rules = alerts();
    assertThat(rules.stream().map(rule -> rule.get("alert")))
        .contains(
            "AutoRefreshCacheStalled",
            "AutoRefreshCacheSaturated",
            "AutoRefreshCacheFailing",
            "AutoRefreshCacheLagging");
    for (Map<String, Object> rule : rules) {
      assertAnswerable((String) rule.get("expr"));
    }
  }

  @Test
  void everyMeterAndAlertIsOnThePage() throws IOException {
    String page = Files.readString(DOCS.resolve("README.md"));
    assertThat(page).contains(SCRAPED.keySet());
    alerts().forEach(rule -> assertThat(page).contains("`" + rule.get("alert") + "`"));
  }

  @Test
  void queryForWhatIsNotThereIsFound() {
    Consumer<String> check = OperationsTest::assertAnswerable;
    for (String wrong :
        List.of(
            "cache_sync_lag",
            "cache_size{name=\"jobs\"}",
            "cache_sync_seconds_count{outcome=\"fail\"}",
            "sum by (result) (cache_size)",
            "up")) {
      assertThatThrownBy(() -> check.accept(wrong)).as(wrong).isInstanceOf(AssertionError.class);
    }
  }

  private static void assertAnswerable(String query) {
    Set<String> known = new HashSet<>(OF_THE_SCRAPE);
    List<MatchResult> selectors = SELECTOR.matcher(query).results().toList();
    assertThat(selectors).as(query).isNotEmpty();
    for (MatchResult selector : selectors) {
      assertThat(SCRAPED).as(query).containsKey(selector.group(1));
      Map<String, Set<String>> labels = SCRAPED.get(selector.group(1));
      known.addAll(labels.keySet());
      if (selector.group(2) != null) {
        assertMatchers(query, selector.group(2), labels);
      }
    }
    for (MatchResult grouping : GROUPING.matcher(query).results().toList()) {
      assertThat(known).as(query).contains(grouping.group(1).split("\\s*,\\s*", -1));
    }
  }

  private static void assertMatchers(
      String query, String matchers, Map<String, Set<String>> labels) {
    for (MatchResult matcher : MATCHER.matcher(matchers).results().toList()) {
      assertThat(labels).as(query).containsKey(matcher.group(1));
      if (!matcher.group(3).startsWith("$")) {
        assertThat(labels.get(matcher.group(1)))
            .as(query)
            .contains(matcher.group(3).split("\\|", -1));
      }
    }
  }

  private static Set<String> labels(String legend) {
    Set<String> labels = new HashSet<>();
    Pattern.compile("\\{\\{(\\w+)}}")
        .matcher(legend)
        .results()
        .forEach(m -> labels.add(m.group(1)));
    return labels;
  }

  private static Set<String> allLabels() {
    Set<String> all = new HashSet<>(OF_THE_SCRAPE);
    SCRAPED.values().forEach(labels -> all.addAll(labels.keySet()));
    return all;
  }

  @SuppressWarnings("unchecked") // the format of the file says so
  private static List<Map<String, Object>> alerts() throws IOException {
    Map<String, Object> file =
        new Yaml().load(Files.readString(DOCS.resolve("prometheus-alerts.yml")));
    List<Map<String, Object>> rules = new ArrayList<>();
    for (var group : (List<Map<String, Object>>) file.get("groups")) {
      rules.addAll((List<Map<String, Object>>) group.get("rules"));
    }
    return rules;
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {
    @Bean
    CacheSyncItem<Job> jobs() {
      return Job::advanced;
    }

    /** Whose meters come with its first call. */
    @Bean
    ItemHandler<Job> changes() {
      return new ItemHandler<>() {
        @Override
        public void handle(Job job) {}

        @Override
        public boolean wants(Job job) {
          return true;
        }
      };
    }
  }
}
