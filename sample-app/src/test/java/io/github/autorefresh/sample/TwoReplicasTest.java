package io.github.autorefresh.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.spring.redis.RedisForTests;
import io.github.autorefresh.sample.jobservice.JobService;
import io.github.autorefresh.sample.jobservice.JobServiceSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The sample twice over one Redis and one job service, as {@code docs/scaling.md} starts it. */
class TwoReplicasTest {

  @RegisterExtension static final RedisForTests REDIS = new RedisForTests();

  private static final Duration PERIOD = Duration.ofMillis(100);

  /** Its jobs run until they are cancelled, all of them at once. */
  private static final JobServiceSettings ENDLESS =
      JobServiceSettings.defaults().withPace(Duration.ofHours(1)).withWorkers(16);

  private static JobService jobService;
  private static Replica one;
  private static Replica two;

  @BeforeAll
  static void start() {
    jobService = JobService.start(ENDLESS);
    one = new Replica();
    two = new Replica();
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
    jobService.close();
  }

  @Test
  void aJobOfOneReplicaIsReadOnTheOther() {
    assertThat(one.submit("shared")).isEqualTo(201);

    soon().until(() -> two.knows("shared"));
    assertThat(two.submit("shared")).isEqualTo(200);
  }

  @Test
  void thePageOfOneReplicaTellsOfAJobOfTheOther() {
    LiveEvents events = LiveEvents.follow(two.base);

    one.submit("watched");
    soon().until(() -> events.told("\"id\":\"watched\"", "\"status\":\"RUNNING\""));

    cancelElsewhere("watched");
    soon().until(() -> events.told("\"id\":\"watched\"", "\"status\":\"CANCELLED\""));
  }

  /** A slow machine makes fewer calls in a given time, not more: the bound holds on any. */
  @Test
  void bothTogetherAskForAJobAsOftenAsOneWould() {
    long start = System.nanoTime();
    one.submit("polled");
    two.submit("polled");

    soon().until(() -> Calls.count("polled") >= 20);

    long calls = Calls.count("polled");
    double periods = (double) (System.nanoTime() - start) / PERIOD.toNanos();
    // The first call comes at once, the second within a period; then jitter takes a tenth at most.
    assertThat((double) calls).isLessThanOrEqualTo(2 + periods / 0.9);
  }

  @Test
  void aReplicaThatStopsLeavesItsJobsToTheOthers() {
    try (Replica third = new Replica()) {
      third.submit("orphan");
    }

    cancelElsewhere("orphan");

    soon().until(() -> one.job("orphan").contains("CANCELLED"));
    soon().until(() -> two.job("orphan").contains("CANCELLED"));
  }

  @Test
  void aReplicaThatStartsKnowsWhatTheOthersFollow() {
    one.submit("earlier");

    try (Replica third = new Replica()) {
      assertThat(third.knows("earlier")).isTrue();
    }
  }

  @Test
  void whileRedisIsAwayReadsGoOnAndCreatesAnswer503() {
    one.submit("before");
    soon().until(() -> two.knows("before"));

    REDIS.kill();
    assertThat(two.knows("before")).isTrue();
    assertThat(two.submit("during")).isEqualTo(503);
    soon().until(() -> two.http.get("/actuator/health").body().contains("DOWN"));

    REDIS.restart();
    soon().until(() -> two.submit("during") < 300);
    soon().until(() -> one.knows("during") && one.knows("before"));
  }

  /** A Redis that was away is tried again ever more slowly. */
  private static ConditionFactory soon() {
    return await().atMost(Duration.ofMinutes(1));
  }

  /** What only a sync finds out. */
  private static void cancelElsewhere(String id) {
    assertThat(new Http(jobService.uri().toString()).delete("/jobs/" + id).statusCode())
        .isEqualTo(200);
  }

  /** How often the job service was asked for each job, by all replicas. */
  static final class Calls {

    private static final Map<String, Long> COUNTS = new ConcurrentHashMap<>();

    static long count(String id) {
      return COUNTS.getOrDefault("GET /jobs/" + id, 0L);
    }

    @Bean
    RestClientCustomizer countsCalls() {
      return http ->
          http.requestInterceptor(
              (request, body, execution) -> {
                String call = request.getMethod() + " " + request.getURI().getPath();
                COUNTS.merge(call, 1L, Long::sum);
                return execution.execute(request, body);
              });
    }
  }

  private static final class Replica implements AutoCloseable {

    private final ConfigurableApplicationContext application =
        new SpringApplicationBuilder(SampleApplication.class, Calls.class)
            .profiles("shared")
            .run(
                "--server.port=0",
                "--spring.data.redis.port=" + REDIS.port(),
                "--sample.job-service.url=" + jobService.uri(),
                "--auto-refresh-cache.caches.jobs.resync-period=" + PERIOD.toMillis() + "ms");
    final String base =
        "http://localhost:" + ((WebServerApplicationContext) application).getWebServer().getPort();
    final Http http = new Http(base);

    int submit(String id) {
      String job = "{\"id\":\"" + id + "\",\"type\":\"primes\",\"input\":\"50000000\"}";
      return http.post("/jobs", job).statusCode();
    }

    boolean knows(String id) {
      return http.get("/jobs/" + id).statusCode() == 200;
    }

    String job(String id) {
      return http.get("/jobs/" + id).body();
    }

    @Override
    public void close() {
      application.close();
    }
  }
}
