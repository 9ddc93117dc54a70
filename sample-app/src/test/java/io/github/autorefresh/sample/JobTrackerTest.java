package io.github.autorefresh.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "sample.job-service.pace=100ms",
      "auto-refresh-cache.caches.jobs.resync-period=100ms"
    })
class JobTrackerTest {

  @LocalServerPort private int port;

  private Http http;

  @BeforeEach
  void connect() {
    http = new Http("http://localhost:" + port);
  }

  @Test
  void jobGoesFromCreatedToItsResult() {
    HttpResponse<String> created = http.post("/jobs", job("primes-to-100", "primes", "100"));
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("Location")).hasValue("/jobs/primes-to-100");
    await().until(() -> http.get("/jobs/primes-to-100").body().contains("SUCCEEDED"));
    assertThat(http.get("/jobs/primes-to-100").body()).contains("\"result\":\"25\"");
    assertThat(http.get("/jobs").body()).contains("\"primes-to-100\"");
  }

  @Test
  void sameIdIsTheSameJobWhateverTheBody() {
    http.post("/jobs", job("twice", "primes", "100"));
    for (String rest :
        List.of("\"type\":\"no such type\"", "\"type\":[],\"input\":{}", "\"else\":1")) {
      HttpResponse<String> again = http.post("/jobs", "{\"id\":\"twice\"," + rest + "}");
      assertThat(again.statusCode()).as(rest).isEqualTo(200);
      assertThat(again.body()).contains("\"type\":\"primes\"").contains("\"input\":\"100\"");
    }
  }

  @Test
  void sameIdAtOnceIsSubmittedOnce() {
    String id = UUID.randomUUID().toString();
    long created =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(i -> http.post("/jobs", job(id, "primes", "100")))
            .filter(response -> response.statusCode() == 201)
            .count();
    assertThat(created).isEqualTo(1);
  }

  @Test
  void jobWithoutIdGetsOne() {
    HttpResponse<String> created =
        http.post("/jobs", "{\"type\":\"word-count\",\"input\":\"to be or not to be\"}");
    assertThat(created.statusCode()).isEqualTo(201);
    String location = created.headers().firstValue("Location").orElseThrow();
    await().until(() -> http.get(location).body().contains("SUCCEEDED"));
  }

  @Test
  void failedJobSaysWhy() {
    http.post("/jobs", job("division", "flaky", "84 / 0"));
    await().until(() -> http.get("/jobs/division").body().contains("FAILED"));
    assertThat(http.get("/jobs/division").body()).contains("zero");
  }

  @Test
  void cancelledJobStaysAsCancelled() {
    http.post("/jobs", job("long", "primes", "50000000"));
    assertThat(http.delete("/jobs/long").statusCode()).isEqualTo(204);
    assertThat(http.get("/jobs/long").body()).contains("CANCELLED");
    assertThat(http.delete("/jobs/long").statusCode()).isEqualTo(204);
  }

  @Test
  void unknownJobIsAProblem() {
    HttpResponse<String> unknown = http.get("/jobs/nobody");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(unknown.body()).contains("nobody");
    assertThat(http.delete("/jobs/nobody").statusCode()).isEqualTo(404);
  }

  @Test
  void badFieldIsNamed() {
    assertRefused("{\"id\":\"a b\",\"type\":\"primes\",\"input\":\"1\"}", "id");
    assertRefused("{\"id\":\"\",\"type\":\"primes\",\"input\":\"1\"}", "id");
    assertRefused("{\"id\":[],\"type\":\"primes\",\"input\":\"1\"}", "id");
    assertRefused("{\"type\":\" \",\"input\":\"1\"}", "type");
    assertRefused("{\"type\":\"knitting\",\"input\":\"1\"}", "type");
    assertRefused("{\"type\":\"primes\"}", "input");
    assertRefused("{\"type\":\"primes\",\"input\":\"many\"}", "input");
    assertRefused("{\"type\":\"primes\",\"input\":[1]}", "input");
    assertRefused("not JSON", "body");
    assertRefused("[]", "body");
    assertRefused("null", "body");
    assertRefused("", "body");
  }

  private void assertRefused(String body, String field) {
    HttpResponse<String> refused = http.post("/jobs", body);
    assertThat(refused.statusCode()).as(body).isEqualTo(400);
    assertThat(refused.body()).as(body).contains("\"field\":\"" + field + "\"");
  }

  @Test
  void whatTheJobServiceRefusesSaysWhy() {
    assertThat(http.post("/jobs", job("why", "knitting", "1")).body())
        .contains("\"detail\":\"type must be one of [primes, ");
  }

  @Test
  void whatSpringItselfRefusesIsAProblem() {
    for (HttpResponse<String> refused :
        List.of(http.put("/jobs", "{}"), http.get("/no-such-page"), http.delete("/jobs"))) {
      assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(refused.statusCode()).isIn(404, 405);
    }
  }

  @Test
  void refreshAnswersWithTheLatestState() {
    http.post("/jobs", job("refreshed", "primes", "100"));
    HttpResponse<String> refreshed = http.post("/jobs/refreshed/refresh", "");
    assertThat(refreshed.statusCode()).isEqualTo(200);
    assertThat(refreshed.body()).contains("\"id\":\"refreshed\"");
    assertThat(http.post("/jobs/nobody/refresh", "").statusCode()).isEqualTo(404);
  }

  @Test
  void theKindsOfJobsAreThoseOfTheJobService() {
    assertThat(http.get("/job-types").body()).contains("\"name\":\"primes\"", "\"example\"");
  }

  @Test
  void refusedJobLeavesItsIdFree() {
    assertRefused("{\"id\":\"second-try\",\"type\":\"knitting\",\"input\":\"1\"}", "type");
    assertThat(http.get("/jobs/second-try").statusCode()).isEqualTo(404);
    assertThat(http.post("/jobs", job("second-try", "primes", "10")).statusCode()).isEqualTo(201);
  }

  @Test
  void nothingNeedsToBeInstalledToBeHealthy() {
    HttpResponse<String> health = http.get("/actuator/health");
    assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
  }

  @Test
  void metersMove() {
    http.post("/jobs", job("metered", "primes", "100"));
    assertThat(http.get("/actuator/metrics/cache.size?tag=cache:jobs").body())
        .contains("\"name\":\"cache.size\"");
    await().until(() -> http.get("/actuator/metrics/cache.sync.latency").body(), this::isPositive);
    assertThat(http.get("/actuator/prometheus").body())
        .contains("cache_sync_seconds_count{cache=\"jobs\",outcome=\"updated\"}");
  }

  private boolean isPositive(String metric) {
    return !metric.contains("\"value\":0.0}") && metric.contains("\"value\":");
  }

  private static String job(String id, String type, String input) {
    return "{\"id\":\"%s\",\"type\":\"%s\",\"input\":\"%s\"}".formatted(id, type, input);
  }
}
