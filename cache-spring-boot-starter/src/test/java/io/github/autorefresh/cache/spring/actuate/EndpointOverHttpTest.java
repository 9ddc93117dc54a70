package io.github.autorefresh.cache.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spring.Pod;
import io.github.autorefresh.cache.spring.actuate.CachesApplication.Broken;
import io.github.autorefresh.cache.spring.actuate.CachesApplication.Order;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;

@SpringBootTest(
    classes = CachesApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoints.web.exposure.include=autorefreshcaches,health",
      "management.endpoint.health.show-details=always",
      "management.endpoint.health.probes.enabled=true",
      "auto-refresh-cache.resync-period=1h",
      "auto-refresh-cache.backoff.initial=1h",
      "auto-refresh-cache.backoff.max=1h",
      "auto-refresh-cache.shutdown-timeout=100ms"
    })
class EndpointOverHttpTest {

  @Autowired private AutoRefreshCache<Order> orders;
  @Autowired private AutoRefreshCache<Pod> pods;
  @Autowired private Broken broken;
  @Autowired private HealthEndpointGroups groups;

  private final CacheSettings before = CacheSettings.defaults();
  private Http http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new Http(port, "/actuator/autorefreshcaches");
  }

  @AfterEach
  void restore() {
    broken.ids.clear();
    List<String> ids = orders.entries().map(entry -> entry.item().id()).toList();
    ids.forEach(orders::delete);
    orders.resume();
    await().until(() -> orders.stats().outageSince() == null); // nothing is left to be probed
    orders.retune(
        settings ->
            settings
                .withTps(before.tps())
                .withBurst(before.burst())
                .withResyncPeriod(Duration.ofHours(1)));
  }

  @Test
  void handlerIsMadeToTryAgain() {
    broken.unshippable.add("shipped-1");
    orders.getOrCreate(Order.of("shipped-1"));
    await().until(() -> orders.entry("shipped-1").handlerError() != null);
    JsonNode waiting = ok(http.get("/orders?unhandled=true"));
    assertThat(waiting.at("/page/matching").asInt()).isEqualTo(1);
    assertThat(waiting.at("/items/0/id").asString()).isEqualTo("shipped-1");
    assertThat(waiting.at("/items/0/unhandled").asBoolean()).isTrue();
    assertThat(waiting.at("/items/0/unhandledSince").asString()).startsWith("20");
    assertThat(waiting.at("/items/0/handlerError/message").asString()).isEqualTo("no truck");
    assertThat(waiting.at("/stats/unhandled").asInt()).isEqualTo(1);
    assertThat(waiting.at("/settings/handler/retention").asString()).isEqualTo("PT24H");
    assertThat(ok(http.get("/pods")).at("/settings").has("handler"))
        .as("a cache without a handler")
        .isFalse();
    broken.unshippable.clear();
    ok(http.post("/orders", "{\"retryHandler\": \"shipped-1\"}"));
    await().until(() -> !orders.entry("shipped-1").unhandled());
    Http.Answer again = http.post("/orders", "{\"retryHandler\": \"shipped-1\"}");
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.json().at("/field").asString()).isEqualTo("retryHandler");
    assertThat(http.post("/orders", "{\"retryHandler\": \"nobody\"}").status()).isEqualTo(404);
  }

  @Test
  void allCachesAreShownWithSettingsAndFigures() {
    pods.getOrCreate(new Pod("p1"));
    JsonNode answer = ok(http.get(""));
    assertThat(answer.at("/replica").asString()).startsWith(ProcessHandle.current().pid() + "@");
    JsonNode all = answer.at("/caches");
    assertThat(all.propertyNames()).containsExactlyInAnyOrder("orders", "pods");
    JsonNode shown = all.get("orders");
    assertThat(shown.at("/running").asBoolean()).isTrue();
    assertThat(shown.at("/paused").asBoolean()).isFalse();
    assertThat(shown.at("/settings/tps").asDouble()).isEqualTo(100);
    assertThat(shown.at("/settings/resyncPeriod").asString()).isEqualTo("PT1H");
    assertThat(shown.at("/settings/unlimited").asBoolean()).isFalse();
    assertThat(shown.at("/settings/firstSync").asString()).isEqualTo("NOW");
    assertThat(shown.at("/settings/outage/enabled").asBoolean()).isTrue();
    assertThat(shown.at("/settings/outage/probeInterval").asString()).isEqualTo("PT5S");
    assertThat(shown.at("/settings/cadence/type").asString()).isEqualTo("FIXED");
    assertThat(shown.at("/settings/cadence/maxPeriod").isMissingNode()).isTrue();
    assertThat(shown.at("/stats/callsSaved").asDouble()).isZero();
    assertThat(shown.at("/kinds").isMissingNode()).isTrue();
    assertThat(shown.at("/items").isMissingNode()).isTrue();
    JsonNode own = all.get("pods");
    assertThat(own.at("/settings/unlimited").asBoolean()).isTrue();
    assertThat(own.at("/settings/tps").isMissingNode()).isTrue();
    assertThat(own.at("/settings/maxSize").asInt()).isEqualTo(10);
    assertThat(own.at("/stats/size").asInt()).isEqualTo(1);
  }

  @Test
  void itemsThatNeedALookComeFirstAndSayWhy() {
    synced("a");
    failing("b");
    synced("c");
    JsonNode cache = ok(http.get("/orders"));
    assertThat(ids(cache)).startsWith("b").containsOnly("a", "b", "c");
    assertThat(cache.at("/stats/failing").asInt()).isEqualTo(1);
    JsonNode worst = cache.at("/items/0");
    assertThat(worst.at("/staleSince").asString()).isEqualTo(worst.at("/createdAt").asString());
    assertThat(worst.at("/consecutiveFailures").asInt()).isEqualTo(1);
    assertThat(worst.at("/lastError/type").asString()).isEqualTo("java.io.IOException");
    assertThat(worst.at("/lastError/message").asString()).isEqualTo("the shop does not answer");
    assertThat(worst.at("/lastError/rootCause/message").asString()).isEqualTo("refused");
    assertThat(cache.at("/items/1/staleSince").isMissingNode()).isTrue();
  }

  @Test
  void outageIsShown() {
    broken.ids.addAll(List.of("a", "b", "c"));
    broken.ids.forEach(id -> orders.getOrCreate(Order.of(id)));
    await().until(() -> ok(http.get("/orders")).at("/stats/outageSince").isString());
    JsonNode stats = ok(http.get("/orders")).at("/stats");
    assertThat(stats.at("/nextProbeAt").isString()).isTrue();
    assertThat(stats.at("/failing").asInt()).isEqualTo(3);
    assertThat(stats.at("/failingLongest").asString()).startsWith("PT");
    assertThat(stats.at("/stretch").asDouble()).isEqualTo(1);
    assertThat(stats.at("/permittedTps").asDouble()).isEqualTo(100);
    assertThat(stats.at("/heldUntil").isMissingNode()).isTrue();
  }

  @Test
  void filtersSelectItems() {
    synced("fine");
    failing("bad");
    orders.getOrCreate(Order.done("over"));
    assertThat(ids(ok(http.get("/orders?failing")))).containsExactly("bad");
    assertThat(ids(ok(http.get("/orders?failing=true")))).containsExactly("bad");
    assertThat(ids(ok(http.get("/orders?failing=false")))).containsExactly("fine", "over");
    assertThat(ids(ok(http.get("/orders?terminal=true")))).containsExactly("over");
    assertThat(ids(ok(http.get("/orders?failing=false&terminal=false")))).containsExactly("fine");
    assertThat(ids(ok(http.get("/orders?overdue=true")))).isEmpty();
    orders.pause();
    orders.getOrCreate(Order.of("waits"));
    await().until(() -> ids(ok(http.get("/orders?overdue=true"))).equals(List.of("waits")));
  }

  @Test
  void pagesFollowOneAnother() {
    for (int i = 0; i < 5; i++) {
      orders.getOrCreate(Order.done("o" + i));
    }
    JsonNode second = ok(http.get("/orders?limit=2&page=1"));
    assertThat(ids(second)).containsExactly("o2", "o3");
    assertThat(second.at("/page/number").asInt()).isEqualTo(1);
    assertThat(second.at("/page/limit").asInt()).isEqualTo(2);
    assertThat(second.at("/page/matching").asInt()).isEqualTo(5);
    assertThat(ids(ok(http.get("/orders?limit=2&page=2")))).containsExactly("o4");
    assertThat(ids(ok(http.get("/orders?limit=2&page=3")))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=1001, limit",
    "limit=many, limit",
    "limit=1&limit=2, limit",
    "page=-1, page",
    "limit=1000&page=10, page",
    "overdue=perhaps, overdue",
    "failing=1, failing",
    "terminal=TRUE, terminal"
  })
  void badQueryIsRefusedByName(String query, String field) {
    assertRefused(http.get("/orders?" + query), 400, field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b/c", "a b", "ünï/çødé", "100%", "a?b", "a+b", "..."})
  void itemIsShownByItsId(String id) {
    synced(id);
    JsonNode item = ok(http.get("/orders/" + encoded(id)));
    assertThat(item.at("/id").asString()).isEqualTo(id);
    assertThat(item.at("/lastSyncedAt").isMissingNode()).isFalse();
    assertThat(item.at("/terminal").asBoolean()).isFalse();
  }

  @Test
  void whatAnItemHoldsIsNotShown() {
    synced("secret");
    assertThat(ok(http.get("/orders/secret")).at("/value").asString()).isEqualTo("******");
    assertThat(http.get("/orders/secret").body()).doesNotContain("4711");
    assertThat(http.get("/orders").body()).doesNotContain("4711").doesNotContain("value");
  }

  @Test
  void itemIsRefreshedNow() {
    failing("j");
    broken.ids.clear();
    Http.Answer answer = http.send("POST", "/orders/j", null);
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().at("/id").asString()).isEqualTo("j");
    await().until(() -> orders.entry("j").consecutiveFailures() == 0);
    assertThat(ok(http.get("/orders/j")).at("/staleSince").isMissingNode()).isTrue();
  }

  @Test
  void terminalItemHasNothingToRefresh() {
    orders.getOrCreate(Order.done("over"));
    JsonNode item = ok(http.post("/orders/over", ""));
    assertThat(item.at("/terminal").asBoolean()).isTrue();
  }

  @Test
  void itemIsDeleted() {
    synced("j");
    JsonNode item = ok(http.delete("/orders/j"));
    assertThat(item.at("/id").asString()).isEqualTo("j");
    assertThat(orders.get("j")).isNull();
    assertRefused(http.delete("/orders/j"), 404, "id");
  }

  @Test
  void cacheIsRetuned() {
    JsonNode answer =
        ok(
            http.post(
                "/orders",
                """
                {"tps": 12.5, "burst": 3, "resyncPeriod": "90s", "paused": true}"""));
    assertThat(answer.at("/settings/tps").asDouble()).isEqualTo(12.5);
    assertThat(answer.at("/paused").asBoolean()).isTrue();
    assertThat(orders.settings().tps()).isEqualTo(12.5);
    assertThat(orders.settings().burst()).isEqualTo(3);
    assertThat(orders.settings().resyncPeriod()).isEqualTo(Duration.ofSeconds(90));
    assertThat(orders.isPaused()).isTrue();
    ok(http.post("/orders", "{\"paused\": \"false\"}"));
    assertThat(orders.isPaused()).isFalse();
    ok(http.post("/orders", "{\"resyncPeriod\": \"PT2M\"}"));
    assertThat(orders.settings().resyncPeriod()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void retunedCacheIsReset() {
    ok(http.post("/orders", "{\"tps\": 12.5, \"burst\": 3, \"resyncPeriod\": \"90s\"}"));
    JsonNode answer = ok(http.post("/orders", "{\"reset\": true, \"paused\": true}"));
    assertThat(answer.at("/settings/tps").asDouble()).isEqualTo(before.tps());
    assertThat(answer.at("/paused").asBoolean()).isTrue();
    assertThat(orders.settings().burst()).isEqualTo(before.burst());
    assertThat(orders.settings().resyncPeriod()).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"reset\": true, \"tps\": 5} | reset",
        "{\"reset\": false} | reset",
        "{\"reset\": \"all\"} | reset",
        "{\"tps\": 5, \"paused\": true, \"burst\": 0} | burst",
        "{\"burst\": 5, \"paused\": true, \"tps\": -1} | tps",
        "{\"tps\": 5, \"paused\": \"maybe\"} | paused",
        "{\"tps\": 5, \"paused\": \"\"} | paused",
        "{\"tps\": \"fast\"} | tps",
        "{\"tps\": \"NaN\"} | tps",
        "{\"tps\": \"Infinity\"} | tps",
        "{\"burst\": 1.5} | burst",
        "{\"burst\": 99999999999} | burst",
        "{\"tps\": 5, \"resyncPeriod\": \"0s\"} | resyncPeriod",
        "{\"resyncPeriod\": 30} | resyncPeriod",
        "{\"resyncPeriod\": \"soon\"} | resyncPeriod",
        "{\"resyncPeriod\": \"99999999999999999999s\"} | resyncPeriod",
        "{\"tps\": 5, \"cache\": \"pods\"} | cache",
        "{\"parallelism\": 5} | body",
        "{\"tps\": null} | body",
        "{} | body",
        "null | body",
      })
  void badRetuneIsRefusedByNameAndChangesNothing(String body, String field) {
    CacheSettings settings = orders.settings();
    CacheSettings others = pods.settings();
    assertRefused(http.post("/orders", body), 400, field);
    assertThat(orders.settings()).isEqualTo(settings);
    assertThat(orders.isPaused()).isFalse();
    assertThat(pods.settings()).isEqualTo(others);
  }

  @Test
  void rateOfAnUnlimitedCacheCanNotBeSet() {
    assertRefused(http.post("/pods", "{\"tps\": 5}"), 400, "tps");
    assertRefused(http.post("/pods", "{\"burst\": 5}"), 400, "burst");
    ok(http.post("/pods", "{\"resyncPeriod\": \"2h\"}"));
    assertThat(pods.settings().resyncPeriod()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void unknownCacheAndItemAreNotFound() {
    assertRefused(http.get("/nobody"), 404, "cache");
    assertRefused(http.post("/nobody", "{\"tps\": 5}"), 404, "cache");
    for (String method : List.of("GET", "POST", "DELETE")) {
      assertRefused(http.send(method, "/nobody/x", null), 404, "cache");
      assertRefused(http.send(method, "/orders/nothing", null), 404, "id");
    }
    assertThat(http.get("/nobody").json().at("/detail").asString()).contains("orders", "pods");
  }

  @Test
  void emptyIdIsRefused() {
    for (String method : List.of("GET", "POST", "DELETE")) {
      assertRefused(http.send(method, "/orders/", null), 400, "id");
      assertRefused(http.send(method, "/orders//", null), 400, "id");
    }
  }

  @Test
  void fieldInThePlaceOfASelectorIsRefused() {
    synced("a");
    synced("b");
    assertRefused(http.post("/orders/a", "{\"id\": \"b\"}"), 400, "id");
    assertRefused(http.get("/orders/a?id=b"), 400, "id");
    assertRefused(http.delete("/orders/a?id=b"), 400, "id");
    assertThat(orders.get("a")).isNotNull();
    assertThat(orders.get("b")).isNotNull();
  }

  @Test
  void longValuesAreQuotedInPart() {
    Http.Answer answer = http.get("/" + "x".repeat(5000));
    assertRefused(answer, 404, "cache");
    assertThat(answer.body()).hasSizeLessThan(400).contains("5000 characters");
  }

  @Test
  void healthHasAComponentForEachCache() {
    JsonNode health = ok(new Http(http.port(), "/actuator/health").get("/autoRefreshCaches"));
    assertThat(health.at("/status").asString()).isEqualTo("UP");
    assertThat(health.at("/components").propertyNames())
        .containsExactlyInAnyOrder("orders", "pods");
    assertThat(health.at("/components/orders/details/lag").isMissingNode()).isFalse();
    assertThat(health.at("/components/orders/details/failing").isMissingNode()).isFalse();
    assertThat(health.at("/components/orders/details/saturation").isMissingNode()).isFalse();
  }

  @Test
  void livenessAndReadinessDoNotDependOnCaches() {
    assertThat(groups.getPrimary().isMember("autoRefreshCaches")).isTrue();
    assertThat(groups.get("liveness").isMember("autoRefreshCaches")).isFalse();
    assertThat(groups.get("readiness").isMember("autoRefreshCaches")).isFalse();
  }

  private void synced(String id) {
    orders.getOrCreate(Order.of(id));
    await().until(() -> orders.entry(id).lastSyncedAt() != null);
  }

  private void failing(String id) {
    broken.ids.add(id);
    orders.getOrCreate(Order.of(id));
    await().until(() -> orders.entry(id).consecutiveFailures() > 0);
  }

  private static JsonNode ok(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static void assertRefused(Http.Answer answer, int status, String field) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.json().at("/field").asString()).isEqualTo(field);
    assertThat(answer.json().at("/title").asString()).isNotBlank();
    assertThat(answer.json().at("/detail").asString()).isNotBlank();
  }

  private static List<String> ids(JsonNode cache) {
    return cache.at("/items").valueStream().map(item -> item.at("/id").asString()).toList();
  }

  private static String encoded(String id) {
    return UriUtils.encodePath(id, StandardCharsets.UTF_8);
  }
}
