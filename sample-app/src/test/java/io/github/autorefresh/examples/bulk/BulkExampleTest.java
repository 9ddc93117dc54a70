package io.github.autorefresh.examples.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.config.name=bulk")
class BulkExampleTest {

  private static final int TASKS = 10_000;

  @Autowired private MeterRegistry meters;
  @LocalServerPort private int port;

  /** At 20 calls a second, one call for each task would not end in time. */
  @Tag("long")
  @Test
  void oneRequestWaitsForTenThousandTasksThatAreAskedForInBatches() throws Exception {
    HttpResponse<String> answer = send("POST", "/batches?size=" + TASKS);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"SUCCEEDED\":10000}");
    long calls =
        meters.get("http.client.requests").tag("method", "GET").timers().stream()
            .mapToLong(Timer::count)
            .sum();
    assertThat(calls).isBetween(TASKS / 200L, TASKS / 4L);
  }

  @Test
  void nobodyWaitsForWhatIsUnknown() throws Exception {
    assertThat(send("GET", "/tasks/nobody/end").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .method(method, BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
