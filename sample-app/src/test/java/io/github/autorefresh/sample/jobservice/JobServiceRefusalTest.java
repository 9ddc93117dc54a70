package io.github.autorefresh.sample.jobservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.sample.jobservice.HttpCalls.Answer;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service refuses, and how it names what is wrong. */
class JobServiceRefusalTest {

  private static final JobService SERVICE =
      JobService.start(JobServiceSettings.defaults().withPace(Duration.ZERO));

  private final HttpCalls calls = new HttpCalls(SERVICE.uri());

  @AfterAll
  static void close() {
    SERVICE.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "\"text\"", "{} {}"})
  void aBodyThatIsNotAJsonObjectIsBad(String body) {
    assertBad(calls.post(body), "body", "body must be a JSON object");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    Answer answer = calls.post("{\"id\": \"" + "x".repeat(100_000) + "\"}");

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.text("error")).isEqualTo("body must be at most 65536 bytes");
  }

  @Test
  void anIdThatIsMissingIsBad() {
    assertBad(calls.post("{}"), "id", "id must be a string");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "é"})
  void anIdOfOtherCharactersIsBad(String id) {
    Answer answer = calls.submit(id, "primes", "100");

    assertBad(answer, "id", "id must be 1 to 100 of A-Z a-z 0-9 . _ -");
  }

  @Test
  void anIdOfMoreThanAHundredCharactersIsBad() {
    Answer answer = calls.submit("x".repeat(101), "primes", "100");

    assertBad(answer, "id", "id must be 1 to 100 of A-Z a-z 0-9 . _ -");
  }

  @Test
  void anUnknownTypeIsBadAndTheKnownOnesAreNamed() {
    Answer answer = calls.submit("bad", "nonsense", "100");

    assertBad(answer, "type", "type must be one of [primes, hash, word-count, collatz, flaky]");
  }

  @Test
  void anInputThatIsNotAStringIsBad() {
    Answer answer = calls.post("{\"id\": \"bad\", \"type\": \"primes\", \"input\": 100}");

    assertBad(answer, "input", "input must be a string");
  }

  @Test
  void anInputThatTheTypeCannotReadIsBad() {
    Answer answer = calls.submit("bad", "primes", "many");

    assertBad(answer, "input", "input must be a whole number");
  }

  @Test
  void anInputThatIsTooLongIsBad() {
    Answer answer = calls.submit("bad", "hash", "x".repeat(10_001));

    assertBad(answer, "input", "input must be at most 10000 characters long");
  }

  @Test
  void aRefusedJobIsNotKnown() {
    calls.submit("refused", "nonsense", "100");

    assertThat(calls.get("/jobs/refused").status()).isEqualTo(404);
  }

  @Test
  void anUnknownJobIsNotFound() {
    Answer answer = calls.get("/jobs/unknown");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.response().body()).isEqualTo("{\"error\":\"job unknown not found\"}");
  }

  @Test
  void anUnknownJobCannotBeCancelled() {
    assertThat(calls.cancel("unknown").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/jobsx", "/jobs/", "/types/primes"})
  void anUnknownPathIsNotFound(String path) {
    assertThat(calls.get(path).status()).isEqualTo(404);
  }

  @Test
  void aListWithoutIdsIsBad() {
    assertBad(calls.get("/jobs"), "ids", "ids must be given, as in /jobs?ids=a,b,c");
  }

  @Test
  void aListOfTooManyIdsIsBad() {
    String ids =
        IntStream.range(0, 201).mapToObj(Integer::toString).collect(Collectors.joining(","));

    assertBad(calls.get("/jobs?ids=" + ids), "ids", "ids must be at most 200");
  }

  @Test
  void anotherMethodIsNotAllowedAndTheAllowedOnesAreNamed() {
    Answer answer = calls.send("PUT", "/jobs", "");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET, POST");
  }

  private static void assertBad(Answer answer, String field, String error) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("field")).isEqualTo(field);
    assertThat(answer.text("error")).isEqualTo(error);
  }
}
