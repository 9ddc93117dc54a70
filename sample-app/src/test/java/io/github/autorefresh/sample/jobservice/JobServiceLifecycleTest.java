package io.github.autorefresh.sample.jobservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.sample.jobservice.HttpCalls.Answer;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Starting, closing and the limits of a service. */
class JobServiceLifecycleTest {

  private static final JobServiceSettings SETTINGS =
      JobServiceSettings.defaults().withPace(Duration.ZERO).withWorkers(1);

  @Test
  void aServiceListensOnTheLoopbackAddressOnly() throws UnknownHostException {
    try (JobService service = JobService.start(0)) {
      assertThat(InetAddress.getByName(service.uri().getHost()).isLoopbackAddress()).isTrue();
    }
  }

  @Test
  void theTypesOnOfferAreListedWithAnExample() {
    try (JobService service = JobService.start(0)) {
      Answer answer = new HttpCalls(service.uri()).get("/types");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.texts("name"))
          .containsExactly("primes", "hash", "word-count", "collatz", "flaky");
      assertThat(answer.body().path(0).propertyNames())
          .containsExactly("name", "description", "example");
    }
  }

  @Test
  void aTakenPortIsNamedInTheFailure() {
    try (JobService service = JobService.start(0)) {
      int port = service.uri().getPort();

      assertThatThrownBy(() -> JobService.start(port))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(":" + port);
    }
  }

  @Test
  void aClosedServiceIsGone() {
    JobService service = JobService.start(0);
    service.close();

    assertThatThrownBy(() -> new HttpCalls(service.uri()).get("/types"))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void closingTwiceIsAsGoodAsOnce() {
    JobService service = JobService.start(0);

    service.close();
    service.close();
  }

  @Test
  void aNewServiceTakesThePortOfAClosedOne() {
    JobService first = JobService.start(0);
    new HttpCalls(first.uri()).get("/types");
    first.close();

    try (JobService second = JobService.start(first.uri().getPort())) {
      assertThat(new HttpCalls(second.uri()).get("/types").status()).isEqualTo(200);
    }
  }

  @Test
  void closingInterruptsTheWork() {
    GatedWork work = new GatedWork();
    JobService service = JobService.start(SETTINGS, List.of(work.type("gated")));
    new HttpCalls(service.uri()).submit("j1", "gated", "anything");
    await().until(() -> work.started.get() == 1);

    service.close();

    assertThat(work.interrupted).hasValue(1);
  }

  @Test
  void tooManyUnfinishedJobsAreRefusedForNow() {
    GatedWork work = new GatedWork();
    JobServiceSettings small = SETTINGS.withMaxUnfinished(1);
    try (JobService service = JobService.start(small, List.of(work.type("gated")))) {
      HttpCalls calls = new HttpCalls(service.uri());
      calls.submit("j1", "gated", "anything");

      Answer answer = calls.submit("j2", "gated", "anything");

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isEqualTo("1");
      assertThat(calls.get("/jobs/j2").status()).isEqualTo(404);
    }
  }
}
