package io.github.autorefresh.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The job service inside the application, broken and mended over HTTP. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class JobServiceModeTest {

  @LocalServerPort private int port;

  private Http http;
  private int submitted;

  @BeforeEach
  void connect() {
    http = new Http("http://localhost:" + port);
  }

  @AfterEach
  void mend() {
    change("normal");
  }

  @Test
  void itIsNormalUnlessChanged() {
    assertThat(http.get("/job-service/mode").body()).isEqualTo("{\"mode\":\"normal\"}");
    assertThat(change("slow").body()).isEqualTo("{\"mode\":\"slow\"}");
    assertThat(http.get("/job-service/mode").body()).isEqualTo("{\"mode\":\"slow\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"failing", "gone"})
  void brokenItTakesNoJobAndMendedItDoes(String mode) {
    change(mode);
    assertThat(submit("in-" + mode)).isEqualTo(503);

    change("normal");
    assertThat(submit("in-" + mode)).isEqualTo(201);
  }

  @Test
  void throttledItTakesSomeJobsAndAsksToBeLeftAlone() {
    change("throttled");
    assertThat(submit("first")).isEqualTo(201);

    await().until(() -> submit("in-throttled-" + submitted++) == 503);

    change("normal");
    assertThat(submit("in-throttled-" + submitted)).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"mode\":\"sleepy\"}", "{\"mode\":\"GONE\"}", "{\"mode\":7}", "{}"})
  void anUnknownModeIsRefused(String body) {
    HttpResponse<String> refused = http.put("/job-service/mode", body);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .contains(
            "\"field\":\"mode\"", "mode must be one of [normal, slow, throttled, failing, gone]");
  }

  private HttpResponse<String> change(String mode) {
    return http.put("/job-service/mode", "{\"mode\":\"" + mode + "\"}");
  }

  private int submit(String id) {
    String job = "{\"id\":\"" + id + "\",\"type\":\"primes\",\"input\":\"100\"}";
    return http.post("/jobs", job).statusCode();
  }
}
