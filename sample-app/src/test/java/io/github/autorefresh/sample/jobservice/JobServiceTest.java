package io.github.autorefresh.sample.jobservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.sample.jobservice.HttpCalls.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What jobs go through, seen by a client over HTTP. */
class JobServiceTest {

  private static final JobServiceSettings SETTINGS =
      JobServiceSettings.defaults().withPace(Duration.ZERO).withWorkers(2);

  private final GatedWork work = new GatedWork();
  private final JobService service =
      JobService.start(
          SETTINGS,
          List.of(
              work.type("gated"),
              new WorkType("primes", "", "", input -> new Primes(Long.parseLong(input)))));
  private final HttpCalls calls = new HttpCalls(service.uri());

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void aNewJobIsCreatedAndQueued() {
    Answer answer = calls.submit("j1", "gated", "anything");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Location")).isEqualTo("/jobs/j1");
    assertThat(answer.response().body())
        .isEqualTo(
            "{\"id\":\"j1\",\"type\":\"gated\",\"input\":\"anything\",\"status\":\"QUEUED\","
                + "\"progress\":0.0,\"result\":null,\"error\":null}");
  }

  @Test
  void aJobRunsAndSaysHowFarItIs() {
    calls.submit("j1", "gated", "anything");

    await().until(() -> calls.get("/jobs/j1").body().path("progress").asDouble() == 0.25);
    assertThat(calls.status("j1")).isEqualTo("RUNNING");
  }

  @Test
  void aJobSucceedsWithItsResult() {
    calls.submit("j1", "primes", "100");

    await().until(() -> calls.status("j1").equals("SUCCEEDED"));
    Answer answer = calls.get("/jobs/j1");
    assertThat(answer.text("result")).isEqualTo("25");
    assertThat(answer.body().path("progress").asDouble()).isEqualTo(1);
  }

  @Test
  void aJobThatCannotBeComputedFailsWithTheReason() {
    calls.submit("j1", "primes", "-5");

    await().until(() -> calls.status("j1").equals("FAILED"));
    Answer answer = calls.get("/jobs/j1");
    assertThat(answer.text("error")).isEqualTo("can count primes up to 0 to 50000000, not -5");
    assertThat(answer.body().path("result").isNull()).isTrue();
  }

  @Test
  void theSameIdTwiceIsOneJob() {
    calls.submit("j1", "gated", "first");

    Answer second = calls.submit("j1", "primes", "second");

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.text("input")).isEqualTo("first");
  }

  @Test
  void theSameIdFromSixteenThreadsRunsOnce() throws Exception {
    int threads = 16;
    CyclicBarrier together = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<Integer>> answers = new ArrayList<>();
    try {
      for (int i = 0; i < threads; i++) {
        answers.add(
            pool.submit(
                () -> {
                  together.await();
                  return calls.submit("j1", "gated", "anything").status();
                }));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
      assertThat(statuses).containsOnly(200, 201).containsOnlyOnce(201);
    } finally {
      pool.shutdownNow();
    }

    work.letGo();
    await().until(() -> calls.status("j1").equals("SUCCEEDED"));
    assertThat(work.started).hasValue(1);
  }

  @Test
  void cancellingARunningJobStopsItsComputing() {
    calls.submit("j1", "gated", "anything");
    await().until(() -> calls.status("j1").equals("RUNNING"));

    Answer answer = calls.cancel("j1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("status")).isEqualTo("CANCELLED");
    await().until(() -> work.interrupted.get() == 1);
    assertThat(calls.status("j1")).isEqualTo("CANCELLED");
  }

  @Test
  void cancellingAFinishedJobChangesNothing() {
    calls.submit("j1", "primes", "100");
    await().until(() -> calls.status("j1").equals("SUCCEEDED"));

    Answer answer = calls.cancel("j1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("status")).isEqualTo("SUCCEEDED");
    assertThat(answer.text("result")).isEqualTo("25");
  }

  @Test
  void manyJobsAreAskedForAtOnce() {
    calls.submit("a", "gated", "anything");
    calls.submit("b", "gated", "anything");

    Answer answer = calls.get("/jobs?ids=b,unknown,a,b");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.texts("id")).containsExactly("b", "a");
  }
}
