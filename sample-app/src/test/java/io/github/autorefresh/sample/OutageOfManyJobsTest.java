package io.github.autorefresh.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spring.autoconfigure.AutoRefreshCacheBuilderCustomizer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Two thousand jobs, and a job service that is gone for a while; on real threads. */
@Tag("long")
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "sample.job-service.pace=1h",
      "auto-refresh-cache.caches.jobs.tps=400",
      "auto-refresh-cache.caches.jobs.burst=40"
    })
@Import(OutageOfManyJobsTest.QuickProbes.class)
class OutageOfManyJobsTest {

  private static final int JOBS = 2000;
  private static final int TPS = 400;
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);
  private static final Duration OUTAGE = Duration.ofSeconds(10);

  /** So many begin to fail before it is noticed, beside the calls that are under way. */
  private static final int NOTICED_BY = 20;

  private static final int PARALLELISM = 64;
  private static final int RETRY_BUDGET = 10;

  /** Until a probe succeeds, then the time of all jobs at the rate, and that of the ramp. */
  private static final Duration ALL_FRESH =
      PROBE_INTERVAL.plusSeconds(JOBS / TPS).plus(Duration.ofSeconds(10));

  @TestConfiguration(proxyBeanMethods = false)
  static class QuickProbes {

    @Bean
    AutoRefreshCacheBuilderCustomizer quickProbes() {
      return (name, cache) -> cache.probeInterval(PROBE_INTERVAL);
    }
  }

  @LocalServerPort private int port;
  @Autowired private AutoRefreshCache<Job> jobs;

  @Test
  void costsFewCallsAndAllIsFreshSoonAfterwards() {
    Http http = new Http("http://localhost:" + port);
    for (int i = 0; i < JOBS; i++) {
      String job = "{\"id\":\"job-" + i + "\",\"type\":\"primes\",\"input\":\"50000000\"}";
      assertThat(http.post("/jobs", job).statusCode()).isEqualTo(201);
    }
    soon().until(() -> allSyncedSince(Instant.EPOCH));
    long failedBefore = jobs.stats().failed();

    http.put("/job-service/mode", "{\"mode\":\"gone\"}");

    soon().until(() -> outageLasts().compareTo(OUTAGE) >= 0);
    assertThat(jobs.stats().nextProbeAt()).isNotNull();
    assertThat(http.get("/jobs/job-7").body()).as("reads go on").contains("\"id\":\"job-7\"");
    assertThat(jobs.stats().failed() - failedBefore)
        .isLessThan(NOTICED_BY + PARALLELISM + RETRY_BUDGET + 2 * OUTAGE.toSeconds());

    Instant back = Instant.now();
    http.put("/job-service/mode", "{\"mode\":\"normal\"}");

    await().atMost(ALL_FRESH).until(() -> allSyncedSince(back));
    assertThat(jobs.stats().outageSince()).isNull();
    assertThat(jobs.stats().failing()).isZero();
    assertThat(jobs.size()).as("nothing is lost").isEqualTo(JOBS);
  }

  private Duration outageLasts() {
    Instant since = jobs.stats().outageSince();
    return since == null ? Duration.ZERO : Duration.between(since, Instant.now());
  }

  private boolean allSyncedSince(Instant moment) {
    return jobs.entries()
        .map(entry -> entry.lastSyncedAt())
        .allMatch(at -> at != null && !at.isBefore(moment));
  }

  /** However busy the machine is. */
  private static ConditionFactory soon() {
    return await().pollInterval(20, TimeUnit.MILLISECONDS).atMost(Duration.ofMinutes(1));
  }
}
