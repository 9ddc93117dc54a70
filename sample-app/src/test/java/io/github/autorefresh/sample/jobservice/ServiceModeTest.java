package io.github.autorefresh.sample.jobservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service that plays slow, throttled, failing or gone. */
class ServiceModeTest {

  private final JobService service =
      JobService.start(JobServiceSettings.defaults().withPace(Duration.ZERO));
  private final HttpCalls calls = new HttpCalls(service.uri());

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void aFailingServiceAnswersEveryRequestWithAnError() {
    service.mode(ServiceMode.FAILING);

    assertThat(calls.submit("j1", "primes", "100").status()).isEqualTo(500);
    assertThat(calls.get("/types").status()).isEqualTo(500);
    assertThat(calls.get("/types").text("error")).isEqualTo("internal error");
  }

  @Test
  void aServiceThatIsGoneDropsEveryConnection() {
    service.mode(ServiceMode.GONE);

    assertThatThrownBy(() -> calls.get("/types")).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void aSlowServiceAnswersAllTheSame() throws Exception {
    List<Long> sleeps = new ArrayList<>();
    ModeFilter filter = new ModeFilter(sleeps::add);

    filter.mode(ServiceMode.SLOW);
    assertThat(passes(filter)).isTrue();
    filter.mode(ServiceMode.NORMAL);
    assertThat(passes(filter)).isTrue();

    assertThat(sleeps).containsExactly(ServiceMode.SLOWNESS_MILLIS * 1_000_000);
  }

  @Test
  void aThrottledServiceAnswersSomeRequestsAndRefusesTheOthers() {
    service.mode(ServiceMode.THROTTLED);

    assertThat(calls.get("/types").status()).isEqualTo(200);
    HttpCalls.Answer refused =
        await().until(() -> calls.get("/types"), answer -> answer.status() == 429);
    assertThat(refused.header("Retry-After")).isEqualTo("2");
    assertThat(refused.text("error")).isEqualTo("too many requests");
    await().until(() -> calls.get("/types").status() == 200);
  }

  private static boolean passes(ModeFilter filter) throws Exception {
    List<Object> passed = new ArrayList<>();
    filter.doFilter(
        null, new com.sun.net.httpserver.Filter.Chain(List.of(), exchange -> passed.add(true)));
    return !passed.isEmpty();
  }

  @Test
  void jobsGoOnWhateverTheMode() {
    calls.submit("j1", "primes", "2000000");
    service.mode(ServiceMode.GONE);
    service.mode(ServiceMode.NORMAL);

    await().until(() -> calls.status("j1").equals("SUCCEEDED"));
  }
}
