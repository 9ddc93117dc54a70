package io.github.autorefresh.cache.spring.metrics;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.spring.Job;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SyncObservationsTest {

  private static final Job J1 = Job.of("j1");
  private static final Job J2 = Job.of("j2");

  private final TestObservationRegistry registry = TestObservationRegistry.create();
  private final RefreshOrigins origins = new RefreshOrigins(() -> registry);
  private final SyncObservations observations =
      new SyncObservations(() -> registry, () -> null, origins);

  static Stream<Arguments> answers() {
    return Stream.of(
        answer("updated", Job::advanced),
        answer("unchanged", job -> job),
        answer("unchanged", job -> new Job(job.id(), job.progress())),
        answer("deleted", job -> null),
        answer("failed", job -> J2));
  }

  private static Arguments answer(String outcome, Function<Job, @Nullable Job> answer) {
    return Arguments.of(outcome, answer);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void callIsObservedWithItsCacheAndOutcome(String outcome, Function<Job, @Nullable Job> answer)
      throws Exception {
    CacheSyncItem<Job> sync = answer::apply;
    assertThat(observations.observed("jobs", sync).sync(J1)).isEqualTo(answer.apply(J1));
    theObservation()
        .hasNameEqualTo("cache.sync.execution")
        .hasContextualNameEqualTo("sync jobs")
        .hasLowCardinalityKeyValue("cache", "jobs")
        .hasLowCardinalityKeyValue("outcome", outcome)
        .hasBeenStarted()
        .hasBeenStopped()
        .doesNotHaveError();
  }

  @Test
  void callThatThrowsHasFailedWithItsError() {
    IOException away = new IOException("away");
    CacheSyncItem<Job> sync =
        job -> {
          throw away;
        };
    assertThatThrownBy(() -> observations.observed("jobs", sync).sync(J1)).isSameAs(away);
    theObservation().hasLowCardinalityKeyValue("outcome", "failed").hasBeenStopped().hasError(away);
  }

  @Test
  void idOfTheItemIsOfHighCardinalityAlone() throws Exception {
    observations.observed("jobs", Job::advanced).sync(J1);
    theObservation()
        .hasOnlyKeys("cache", "outcome", "item.id")
        .hasHighCardinalityKeyValue("item.id", "j1")
        .doesNotHaveLowCardinalityKeyValueWithKey("item.id");
  }

  static Stream<Arguments> results() {
    return Stream.of(
        Arguments.of("updated", List.of(SyncResult.updated(J1), SyncResult.updated(J2))),
        Arguments.of("unchanged", List.of(SyncResult.unchanged("j1"), SyncResult.unchanged("j2"))),
        Arguments.of("deleted", List.of(SyncResult.deleted("j1"), SyncResult.deleted("j2"))),
        Arguments.of("failed", List.of()),
        Arguments.of("mixed", List.of(SyncResult.unchanged("j1"))),
        Arguments.of("mixed", List.of(SyncResult.updated(J1), SyncResult.deleted("j2"))),
        Arguments.of(
            "mixed", List.of(SyncResult.updated(J1), SyncResult.failed("j2", new IOException()))));
  }

  @ParameterizedTest
  @MethodSource("results")
  void callForABatchIsObservedOnce(String outcome, List<SyncResult<Job>> results) throws Exception {
    CacheSyncBatch<Job> sync = items -> results;
    assertThat(observations.observedBatch("jobs", sync).sync(List.of(J1, J2))).isSameAs(results);
    theObservation()
        .hasOnlyKeys("cache", "outcome", "batch.size")
        .hasLowCardinalityKeyValue("outcome", outcome)
        .hasHighCardinalityKeyValue("batch.size", "2")
        .hasBeenStopped();
  }

  @Test
  void observationIsCurrentDuringTheCallAndNotAfterIt() throws Exception {
    CacheSyncItem<Job> sync =
        job -> {
          Observation.createNotStarted("request", registry).observe(() -> {});
          return job;
        };
    observations.observed("jobs", sync).sync(J1);
    assertRequestIsPartOfTheSync();
    assertThat(registry.getCurrentObservation()).isNull();
  }

  @Test
  void observationGoesWithTheCallToAnotherThread() throws Exception {
    ObservationThreadLocalAccessor accessor = ObservationThreadLocalAccessor.getInstance();
    ObservationRegistry before = accessor.getObservationRegistry();
    accessor.setObservationRegistry(registry);
    try {
      CacheSyncItem<Job> sync =
          job -> {
            Runnable request =
                () -> Observation.createNotStarted("request", registry).observe(() -> {});
            CompletableFuture.runAsync(
                    ContextSnapshotFactory.builder().build().captureAll().wrap(request))
                .get();
            return job;
          };
      observations.observed("jobs", sync).sync(J1);
    } finally {
      accessor.setObservationRegistry(before);
    }
    assertRequestIsPartOfTheSync();
  }

  private void assertRequestIsPartOfTheSync() {
    assertThat(registry)
        .hasObservationWithNameEqualTo("request")
        .that()
        .hasParentObservationContextMatching(SyncObservationContext.class::isInstance);
  }

  @Test
  void conventionOfTheApplicationIsUsed() throws Exception {
    SyncObservationConvention own =
        new SyncObservationConvention() {
          @Override
          public String getName() {
            return "own.name";
          }
        };
    new SyncObservations(() -> registry, () -> own, origins)
        .observed("jobs", Job::advanced)
        .sync(J1);
    theObservation().hasNameEqualTo("own.name");
  }

  @Test
  void whatIsNotObservedIsCalledAllTheSame() throws Exception {
    SyncObservations none =
        new SyncObservations(() -> ObservationRegistry.NOOP, () -> null, origins);
    assertThat(none.observed("jobs", Job::advanced).sync(J1)).isEqualTo(J1.advanced());
    CacheSyncBatch<Job> batch = items -> items.stream().map(SyncResult::updated).toList();
    assertThat(none.observedBatch("jobs", batch).sync(List.of(J1))).hasSize(1);
  }

  private TestObservationRegistryAssert
          .TestObservationRegistryAssertReturningObservationContextAssert
      theObservation() {
    return assertThat(registry).hasNumberOfObservationsEqualTo(1).hasSingleObservationThat();
  }
}
