package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobBatch;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobSync;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TracingTest {

  private final ApplicationContextRunner traced =
      StarterRunner.starter()
          .withConfiguration(
              AutoConfigurations.of(
                  AutoRefreshCacheObservationAutoConfiguration.class,
                  ObservationAutoConfiguration.class,
                  MicrometerTracingAutoConfiguration.class))
          .withBean(SimpleTracer.class)
          .withPropertyValues("auto-refresh-cache.observations.enabled=true");

  @ParameterizedTest
  @ValueSource(classes = {JobSync.class, JobBatch.class})
  void syncLinksToEveryRequestForTheRefreshThatItAnswers(Class<?> sync) {
    traced
        .withUserConfiguration(sync)
        .run(
            context -> {
              AutoRefreshCache<Job> jobs = jobs(context);
              jobs.pause(); // so that both requests are answered by one call
              jobs.getOrCreate(Job.of("j1"));
              CompletableFuture<@Nullable Job> first = refreshIn("GET /jobs", context);
              CompletableFuture<@Nullable Job> second = refreshIn("POST /webhook", context);
              jobs.resume();
              CompletableFuture.allOf(first, second).join();
              jobs.refresh("j1").join(); // outside of any request
              jobs.stop(); // so that the spans have ended
              List<SimpleSpan> syncs = spans(context, "sync " + jobs.name());
              assertThat(syncs.get(0).getLinks())
                  .extracting(Link::getTraceContext)
                  .containsExactlyInAnyOrder(
                      theSpan(context, "GET /jobs").context(),
                      theSpan(context, "POST /webhook").context());
              assertThat(syncs).hasSizeGreaterThan(1);
              assertThat(syncs.subList(1, syncs.size()))
                  .allSatisfy(later -> assertThat(later.getLinks()).isEmpty());
            });
  }

  @Test
  void spanOfASyncIsLikeThoseOfMicrometer() {
    traced
        .withUserConfiguration(JobSync.class)
        .run(
            context -> {
              AutoRefreshCache<Job> jobs = jobs(context);
              jobs.getOrCreate(Job.of("j1"));
              jobs.refresh("j1").join();
              jobs.stop();
              SimpleSpan span = spans(context, "sync job-sync").get(0);
              assertThat(span.getTags())
                  .containsEntry("cache", "job-sync")
                  .containsEntry("outcome", "updated")
                  .containsEntry("item.id", "j1");
              assertThat(span.context().parentId()).isEmpty();
              assertThat(span.getEndTimestamp()).isAfterOrEqualTo(span.getStartTimestamp());
            });
  }

  private static CompletableFuture<@Nullable Job> refreshIn(
      String request, AssertableApplicationContext context) {
    return Observation.createNotStarted(request, context.getBean(ObservationRegistry.class))
        .observe(() -> jobs(context).refresh("j1"));
  }

  @SuppressWarnings("unchecked")
  private static AutoRefreshCache<Job> jobs(AssertableApplicationContext context) {
    return context.getBean(AutoRefreshCache.class);
  }

  private static SimpleSpan theSpan(AssertableApplicationContext context, String name) {
    return spans(context, name).get(0);
  }

  private static List<SimpleSpan> spans(AssertableApplicationContext context, String name) {
    return context.getBean(SimpleTracer.class).getSpans().stream()
        .filter(span -> name.equals(span.getName()))
        .toList();
  }
}
