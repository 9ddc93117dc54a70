package io.github.autorefresh.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.sample.jobservice.JobService;
import io.github.autorefresh.sample.jobservice.JobServiceSettings;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The job service elsewhere, going away and coming back on its port. */
class JobServiceOutageTest {

  private static final JobServiceSettings QUICK =
      JobServiceSettings.defaults().withPace(Duration.ofMillis(50));

  private JobService jobService = JobService.start(QUICK);

  private final ConfigurableApplicationContext application =
      new SpringApplicationBuilder(SampleApplication.class)
          .run(
              "--server.port=0",
              "--sample.job-service.url=" + jobService.uri(),
              "--auto-refresh-cache.caches.jobs.resync-period=50ms",
              "--auto-refresh-cache.caches.jobs.backoff.initial=50ms",
              "--auto-refresh-cache.caches.jobs.backoff.max=100ms");

  private final Http http =
      new Http(
          "http://localhost:"
              + ((WebServerApplicationContext) application).getWebServer().getPort());

  @AfterEach
  void stop() {
    application.close();
    jobService.close();
  }

  @Test
  void readsGoOnCreatesAnswer503AndAllRecoversByItself() {
    http.post("/jobs", "{\"id\":\"before\",\"type\":\"primes\",\"input\":\"50000000\"}");
    int port = jobService.uri().getPort();
    jobService.close();

    await().until(this::syncsFail);
    assertThat(http.get("/jobs/before").body()).contains("\"input\":\"50000000\"");
    assertThat(create("during")).isEqualTo(503);
    assertThat(http.get("/jobs/during").statusCode()).isEqualTo(404);
    assertThat(http.delete("/jobs/before").statusCode()).isEqualTo(503);
    assertThat(http.post("/jobs/before/refresh", "").statusCode()).isEqualTo(503);

    jobService = JobService.start(QUICK.withPort(port));

    assertThat(create("during")).isEqualTo(201);
    await().until(() -> http.get("/jobs/during").body().contains("SUCCEEDED"));
    // The new service has never heard of it: the cache notices that it is gone.
    await().until(() -> http.get("/jobs/before").statusCode() == 404);
  }

  @Test
  void aJobServiceElsewhereIsNotForUsToBreak() {
    assertThat(http.get("/job-service/mode").statusCode()).isEqualTo(404);
    assertThat(http.put("/job-service/mode", "{\"mode\":\"gone\"}").statusCode()).isEqualTo(404);
  }

  private int create(String id) {
    String body = "{\"id\":\"" + id + "\",\"type\":\"primes\",\"input\":\"100\"}";
    return http.post("/jobs", body).statusCode();
  }

  private boolean syncsFail() {
    String failures =
        http.get("/actuator/metrics/cache.sync?tag=cache:jobs&tag=outcome:failed").body();
    return !failures.contains("{\"statistic\":\"COUNT\",\"value\":0.0}");
  }
}
