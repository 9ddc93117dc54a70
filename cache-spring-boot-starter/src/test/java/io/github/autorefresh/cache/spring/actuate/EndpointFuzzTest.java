package io.github.autorefresh.cache.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spring.Pod;
import io.github.autorefresh.cache.spring.actuate.CachesApplication.Broken;
import io.github.autorefresh.cache.spring.actuate.CachesApplication.Order;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever is sent, nothing breaks: never a 5xx, and what the endpoint itself refuses says why. The
 * repetition is the seed.
 */
@SpringBootTest(
    classes = CachesApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoints.web.exposure.include=autorefreshcaches",
      "auto-refresh-cache.shutdown-timeout=100ms",
      // The container and Spring MVC say at length what they reject.
      "logging.level.org.apache=off",
      "logging.level.org.springframework.web=error"
    })
class EndpointFuzzTest {

  /** In each of the repetitions; CI sends more. */
  private static final int REQUESTS = Integer.getInteger("fuzz.requests", 100);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final List<String> METHODS =
      words("GET GET GET POST POST POST POST DELETE PUT HEAD");

  private static final List<String> CACHES = words("orders orders orders orders pods nobody");

  private static final List<String> IDS = words("fine failing over a/b nothing");

  private static final List<String> FIELDS =
      words(
          "tps burst resyncPeriod paused reset limit page overdue failing terminal cache id cacheInPath"
              + " name  parallelism __proto__ 😀 tps.x tps[0] class viewer securityContext");

  private static final List<String> VALUES =
      words(
          "true false null 0 -1 1 5 1.5 1e309 1e-400 -0 NaN Infinity 0x10 99999999999999999999 30s"
              + " PT30S PT-1S 1y 30 3650d 99999999999999999999d pods orders fine a,b 1_000 +5 PT");

  private static final List<String> HOSTILE =
      words(
          "undefined  . .. / // a//b \\ % %zz %2F %252F %C3%28 \0 \u0001 \u202e ü 😀 \ud800 ; a;b=c ;;"
              + " {cache} * ** a\tb a\r\nb: + ' \" <script> | ^ ` [ # ? & %s%n ${jndi:x} #{1} ٣ ५");

  /** With two spaces, an empty one. */
  private static List<String> words(String text) {
    return List.of(text.split(" ", -1));
  }

  @Autowired private AutoRefreshCache<Order> orders;
  @Autowired private AutoRefreshCache<Pod> pods;
  @Autowired private Broken broken;
  @LocalServerPort private int port;

  private SplittableRandom random;
  private int ours;

  @RepeatedTest(5)
  void nothingThatIsSentBreaksAnything(RepetitionInfo repetition) {
    random = new SplittableRandom(repetition.getCurrentRepetition());
    broken.ids.add("failing");
    Http http = new Http(port, "/actuator/autorefreshcaches");
    for (int i = 0; i < REQUESTS; i++) {
      orders.getOrCreate(Order.of("fine"));
      orders.getOrCreate(Order.of("failing"));
      orders.getOrCreate(Order.of("a/b"));
      orders.getOrCreate(Order.done("over"));
      String method = oneOf(METHODS);
      String path = path();
      String body = method.equals("GET") || random.nextInt(4) == 0 ? null : body();
      String request = method + " " + shortened(path) + " " + shortened(body);
      check(http.send(method, path, body), request);
    }
    assertThat(ours).as("requests that the endpoint itself answered").isGreaterThan(REQUESTS / 4);
    assertThat(http.get("").json().at("/caches").size()).isEqualTo(2);
    assertThat(pods.isRunning() && orders.isRunning()).isTrue();
  }

  private void check(Http.Answer answer, String request) {
    assertThat(answer.status()).as(request).isBetween(200, 499);
    if (!answer.isJson() || answer.body().isEmpty()) {
      return; // the container's
    }
    JsonNode json = answer.json();
    if (json.has("timestamp")) {
      assertThat(answer.status()).as(request).isBetween(400, 499); // Boot's
      return;
    }
    ours++;
    if (answer.status() < 300) {
      assertThat(answer.status()).as(request).isIn(200, 202);
    } else {
      assertThat(answer.status()).as(request).isIn(400, 404);
      for (String part : List.of("title", "detail", "field")) {
        assertThat(json.path(part).asString("")).as(request + ": " + part).isNotBlank();
      }
      assertThat(answer.body().length()).as(request).isLessThan(1000);
    }
  }

  private String path() {
    StringBuilder path = new StringBuilder();
    if (random.nextInt(20) > 0) {
      path.append('/').append(random.nextInt(10) > 0 ? oneOf(CACHES) : hostileInUri());
    }
    for (int more = random.nextInt(3); more > 0; more--) {
      path.append('/').append(random.nextBoolean() ? oneOf(IDS) : hostileInUri());
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      path.append(path.indexOf("?") < 0 ? '?' : '&').append(encoded(oneOf(FIELDS)));
      if (random.nextInt(4) > 0) {
        path.append('=').append(random.nextBoolean() ? encoded(oneOf(VALUES)) : hostileInUri());
      }
    }
    return path.toString();
  }

  /** Mostly encoded, else the container refuses it; white space always, else it ends the line. */
  private String hostileInUri() {
    String hostile = hostile();
    return random.nextInt(5) > 0 ? encoded(hostile) : hostile.replaceAll("\\s", "%0A");
  }

  private String hostile() {
    return random.nextInt(10) > 0
        ? oneOf(HOSTILE)
        : oneOf(List.of("x", "é", "😀")).repeat(1 << random.nextInt(4, 14));
  }

  private static String encoded(String text) {
    return UriUtils.encode(text, StandardCharsets.UTF_8);
  }

  private String body() {
    return switch (random.nextInt(16)) {
      case 0 -> "";
      case 1 -> "null";
      case 2 -> "[" + fields() + "]";
      case 3 -> oneOf(VALUES);
      case 4 -> fields().replaceFirst(".$", "");
      case 5 -> "[".repeat(5000);
      case 6 -> "\ufeff" + fields();
      case 7 -> "{\"tps\": {\"a\": [1]}}";
      default -> fields();
    };
  }

  private String fields() {
    StringBuilder fields = new StringBuilder("{");
    for (int i = random.nextInt(3); i >= 0; i--) {
      String field = random.nextInt(10) > 0 ? oneOf(FIELDS) : hostile();
      String value = random.nextInt(3) > 0 ? oneOf(VALUES) : hostile();
      fields.append(JSON.writeValueAsString(field)).append(": ");
      fields.append(JSON.writeValueAsString(value)).append(i > 0 ? "," : "");
    }
    return fields.append('}').toString();
  }

  private static String shortened(String text) {
    return text == null || text.length() < 300 ? text : text.substring(0, 300) + "…";
  }

  private String oneOf(List<String> all) {
    return all.get(random.nextInt(all.size()));
  }
}
