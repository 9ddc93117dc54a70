package io.github.autorefresh.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** What the page is made of, over HTTP. */
class LivePageTest {

  private final ConfigurableApplicationContext application =
      new SpringApplicationBuilder(SampleApplication.class)
          .run(
              "--server.port=0",
              "--sample.job-service.pace=50ms",
              "--auto-refresh-cache.caches.jobs.resync-period=100ms",
              "--spring.lifecycle.timeout-per-shutdown-phase=5m");
  private final String base =
      "http://localhost:" + ((WebServerApplicationContext) application).getWebServer().getPort();
  private final Http http = new Http(base);

  @AfterEach
  void stop() {
    application.close();
  }

  @Test
  void thePageAndAllItNeedsComeFromHere() {
    String page = http.get("/").body();

    assertThat(page).contains("<h1>Job tracker</h1>").doesNotContain("http://", "https://");
    for (String path :
        List.of(
            "/app.css",
            "/js/main.js",
            "/base.css",
            "/figures.js",
            "/actuator/autorefreshcachesui")) {
      assertThat(http.get(path).statusCode()).as(path).isEqualTo(200);
    }
  }

  @Test
  void theFeedTellsOfAJobToItsEnd() {
    LiveEvents events = LiveEvents.follow(base);

    http.post("/jobs", "{\"id\":\"j1\",\"type\":\"word-count\",\"input\":\"schöne Wörter\"}");

    await().until(() -> events.told("\"id\":\"j1\"", "\"status\":\"SUCCEEDED\""));
    assertThat(events.told("\"input\":\"schöne Wörter\"")).isTrue();
    await().until(() -> events.told("event:sample"));
    assertThat(events.end).isNotDone();
  }

  /** The phase's timeout is far longer than the test's: waiting for the page would be noticed. */
  @Test
  @Timeout(60)
  void anOpenPageDoesNotHoldUpTheShutdown() {
    LiveEvents events = LiveEvents.follow(base);

    application.close();

    events.end.join();
  }
}
