package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.spring.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

class RetryAfterTranslationTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Job JOB = Job.of("j1");

  private final RetryAfterTranslation translation =
      new RetryAfterTranslation(getClass().getClassLoader(), InstantSource.fixed(NOW));

  private static HttpHeaders headers(@Nullable String retryAfter) {
    HttpHeaders headers = new HttpHeaders();
    if (retryAfter != null) {
      headers.set(HttpHeaders.RETRY_AFTER, retryAfter);
    }
    return headers;
  }

  private static RuntimeException blocking(HttpStatus status, @Nullable String retryAfter) {
    return status.is4xxClientError()
        ? HttpClientErrorException.create(
            status, status.getReasonPhrase(), headers(retryAfter), new byte[0], null)
        : HttpServerErrorException.create(
            status, status.getReasonPhrase(), headers(retryAfter), new byte[0], null);
  }

  private static RuntimeException reactive(HttpStatus status, @Nullable String retryAfter) {
    return WebClientResponseException.create(
        status.value(), status.getReasonPhrase(), headers(retryAfter), new byte[0], null);
  }

  /** Makes the exception of some client. */
  private interface Client {
    RuntimeException refusal(HttpStatus status, @Nullable String retryAfter);
  }

  static Stream<Client> clients() {
    return Stream.of(RetryAfterTranslationTest::blocking, RetryAfterTranslationTest::reactive);
  }

  private @Nullable Duration holdOf(Throwable thrown) {
    Throwable caught =
        catchThrowable(
            () ->
                translation
                    .<Job>translated(
                        job -> {
                          throw sneaky(thrown);
                        })
                    .sync(JOB));
    if (caught instanceof RetryAfterException told) {
      if (told != thrown) {
        assertThat(told).hasCause(thrown);
      }
      return told.retryAfter();
    }
    assertThat(caught).isSameAs(thrown);
    return null;
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> Exception sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @ParameterizedTest
  @MethodSource("clients")
  void refusalsOfEveryClientAreHeeded(Client client) {
    HttpStatus tooMany = HttpStatus.TOO_MANY_REQUESTS;
    HttpStatus unavailable = HttpStatus.SERVICE_UNAVAILABLE;
    assertThat(holdOf(client.refusal(tooMany, "7"))).isEqualTo(Duration.ofSeconds(7));
    assertThat(holdOf(client.refusal(tooMany, null))).isZero();
    assertThat(holdOf(client.refusal(tooMany, "soon"))).isZero();
    assertThat(holdOf(client.refusal(tooMany, "Thu, 01 Jan 2026 00:00:09 GMT")))
        .isEqualTo(Duration.ofSeconds(9));
    assertThat(holdOf(client.refusal(tooMany, "Wed, 31 Dec 2025 23:59:59 GMT"))).isZero();
    assertThat(holdOf(client.refusal(unavailable, "7"))).isEqualTo(Duration.ofSeconds(7));
    assertThat(holdOf(client.refusal(unavailable, null))).isNull();
    assertThat(holdOf(client.refusal(unavailable, "soon"))).isNull();
    assertThat(holdOf(client.refusal(HttpStatus.INTERNAL_SERVER_ERROR, "7"))).isNull();
    assertThat(holdOf(client.refusal(HttpStatus.NOT_FOUND, null))).isNull();
  }

  @Test
  void answerWithoutHeadersIsUnderstood() {
    assertThat(holdOf(new RestClientResponseException("no", 429, "Too Many", null, null, null)))
        .isZero();
    assertThat(holdOf(new RestClientResponseException("no", 503, "Down", null, null, null)))
        .isNull();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void causesAreSearchedEightDeep(Client client) {
    Throwable deep = client.refusal(HttpStatus.TOO_MANY_REQUESTS, "7");
    for (int depth = 1; depth <= 8; depth++) {
      deep = new CompletionException(deep);
      assertThat(holdOf(deep)).as("%s deep", depth).isEqualTo(Duration.ofSeconds(7));
    }
    assertThat(holdOf(new CompletionException(deep))).isNull();
  }

  @Test
  void otherFailuresStayWhatTheyAre() {
    assertThat(holdOf(new IllegalStateException("no"))).isNull();
    assertThat(holdOf(new StackOverflowError())).isNull();
    assertThat(holdOf(new InterruptedException())).isNull();
    IllegalStateException circle = new IllegalStateException();
    circle.initCause(new IllegalStateException(circle));
    assertThat(holdOf(circle)).isNull();
    assertThat(
            holdOf(
                new IllegalStateException() {
                  @Override
                  public synchronized Throwable getCause() {
                    throw new UnsupportedOperationException();
                  }
                }))
        .isNull();
  }

  @Test
  void whatIsSaidInTheCachesWordsIsLeftAsItIs() {
    RetryAfterException own = new RetryAfterException(Duration.ofSeconds(3));
    assertThat(translation.translate(own)).isNull();
    assertThat(holdOf(new CompletionException(own))).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void answersAreHandedThrough() throws Exception {
    assertThat(translation.<Job>translated(job -> job).sync(JOB)).isSameAs(JOB);
    assertThat(translation.<Job>translated(job -> null).sync(JOB)).isNull();
    assertThat(translation.<Job>translatedBatch(jobs -> null).sync(List.of(JOB))).isNull();
  }

  @Test
  void resultsOfABatchAreTranslatedOneByOne() throws Exception {
    RuntimeException refusal = reactive(HttpStatus.TOO_MANY_REQUESTS, "7");
    IllegalStateException failure = new IllegalStateException();
    List<SyncResult<Job>> given =
        Arrays.asList(
            SyncResult.updated(JOB),
            SyncResult.failed("j2", new CompletionException(refusal)),
            null,
            SyncResult.failed("j3", failure));
    Collection<SyncResult<Job>> results =
        translation.<Job>translatedBatch(jobs -> given).sync(List.of(JOB));
    List<@Nullable SyncResult<Job>> read = new ArrayList<>(results);
    assertThat(read).hasSize(4);
    assertThat(read.get(0)).isSameAs(given.get(0));
    assertThat(read.get(1))
        .isInstanceOfSatisfying(
            SyncResult.Failed.class,
            failed -> {
              assertThat(failed.id()).isEqualTo("j2");
              assertThat(failed.cause()).isInstanceOf(RetryAfterException.class);
            });
    assertThat(read.get(2)).isNull();
    assertThat(read.get(3)).isSameAs(given.get(3));
  }

  @Test
  void batchThatThrowsIsTranslated() {
    assertThatThrownBy(
            () ->
                translation
                    .<Job>translatedBatch(
                        jobs -> {
                          throw blocking(HttpStatus.SERVICE_UNAVAILABLE, "7");
                        })
                    .sync(List.of(JOB)))
        .isInstanceOf(RetryAfterException.class);
  }

  @Test
  void eachClientIsOptional() {
    RuntimeException blocking = blocking(HttpStatus.TOO_MANY_REQUESTS, "7");
    RuntimeException reactive = reactive(HttpStatus.TOO_MANY_REQUESTS, "7");
    RetryAfterTranslation withoutReactive =
        new RetryAfterTranslation(
            new FilteredClassLoader(WebClientResponseException.class), InstantSource.system());
    assertThat(withoutReactive.translate(blocking)).isNotNull();
    assertThat(withoutReactive.translate(reactive)).isNull();
    RetryAfterTranslation withoutAny =
        new RetryAfterTranslation(
            new FilteredClassLoader("org.springframework.web"), InstantSource.system());
    assertThat(withoutAny.translate(blocking)).isNull();
    assertThat(withoutAny.translate(reactive)).isNull();
  }

  @Test
  void cachesOfTheFactoryAreHeld() {
    withCaches(
        starter(),
        caches -> {
          AutoRefreshCache<Job> jobs = refused(caches);
          await().until(() -> jobs.stats().deferred() == 1);
          assertThat(jobs.stats().heldUntil()).isNotNull();
          assertThat(jobs.stats().failed()).isZero();
          jobs.close();
        });
  }

  @Test
  void thatCanBeTurnedOff() {
    withCaches(
        starter().withPropertyValues("auto-refresh-cache.retry-after=false"),
        caches -> {
          AutoRefreshCache<Job> jobs = refused(caches);
          await().until(() -> jobs.stats().failed() > 0);
          assertThat(jobs.stats().deferred()).isZero();
          jobs.close();
        });
  }

  @Test
  void applicationWithoutAnyClientStarts() {
    withCaches(
        starter().withClassLoader(new FilteredClassLoader("org.springframework.web")),
        caches -> refused(caches).close());
  }

  @Test
  void batchesOfTheFactoryAreHeldToo() {
    withCaches(
        starter(),
        caches -> {
          AutoRefreshCache<Job> jobs =
              caches.createBatched(
                  "jobs",
                  Job.class,
                  all -> {
                    throw blocking(HttpStatus.TOO_MANY_REQUESTS, "60");
                  });
          jobs.start();
          jobs.getOrCreate(JOB);
          await().until(() -> jobs.stats().deferred() == 1);
          jobs.close();
        });
  }

  private static AutoRefreshCache<Job> refused(AutoRefreshCacheFactory caches) {
    AutoRefreshCache<Job> cache =
        caches.create(
            "jobs",
            Job.class,
            job -> {
              throw new IllegalStateException(blocking(HttpStatus.TOO_MANY_REQUESTS, "60"));
            });
    cache.start();
    cache.getOrCreate(JOB);
    return cache;
  }

  private static void withCaches(
      ApplicationContextRunner runner, Consumer<AutoRefreshCacheFactory> test) {
    runner.run(context -> test.accept(context.getBean(AutoRefreshCacheFactory.class)));
  }
}
