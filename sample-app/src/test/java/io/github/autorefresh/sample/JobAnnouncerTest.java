package io.github.autorefresh.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "sample.job-service.port=0",
      "sample.job-service.pace=10ms",
      "auto-refresh-cache.caches.jobs.resync-period=50ms"
    })
class JobAnnouncerTest {

  private static final int JOBS = 20;

  @Autowired private AutoRefreshCache<Job> jobs;
  @Autowired private JobAnnouncer announcer;
  @LocalServerPort private int port;

  @Test
  void everyFinishedJobIsAnnouncedOnce(CapturedOutput output) {
    Http http = new Http("http://localhost:" + port);
    for (int i = 0; i < JOBS; i++) {
      http.post("/jobs", "{\"id\":\"job-" + i + "\",\"type\":\"primes\",\"input\":\"100\"}");
    }
    await().until(() -> jobs.entries().allMatch(entry -> entry.item().isTerminal()));
    await().until(() -> jobs.stats().unhandled() == 0);
    assertThat(announcer.announced()).isEqualTo(JOBS);
    for (int i = 0; i < JOBS; i++) {
      assertThat(output).containsOnlyOnce("Job job-" + i + " has ended: SUCCEEDED");
    }
  }
}
