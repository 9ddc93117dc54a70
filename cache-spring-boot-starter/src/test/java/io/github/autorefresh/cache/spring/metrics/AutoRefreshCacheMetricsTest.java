package io.github.autorefresh.cache.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spring.Job;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AutoRefreshCacheMetricsTest {

  private static final Duration LONG = Duration.ofDays(1000);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CacheSyncTimers timers = new CacheSyncTimers(() -> registry);
  private final CountDownLatch release = new CountDownLatch(1);

  private final AutoRefreshCache<Job> jobs =
      AutoRefreshCacheBuilder.named("jobs")
          .rateLimit(100, 10)
          .resyncPeriod(LONG) // its first, random part is not over before the test
          .backoff(LONG, LONG)
          .shutdownTimeout(Duration.ofMillis(100))
          .observer(timers)
          .build(this::sync);

  private Job sync(Job job) throws Exception {
    switch (job.id()) {
      case "slow" -> release.await();
      case "gone" -> {
        return null;
      }
      case "failing" -> throw new IOException("away");
      case "same" -> {
        return job;
      }
      default -> {}
    }
    return job.advanced();
  }

  @BeforeEach
  void bind() {
    new AutoRefreshCacheMetrics(jobs).bindTo(registry);
    timers.register("jobs");
  }

  @AfterEach
  void close() {
    release.countDown();
    jobs.close();
  }

  @Test
  void callsOfAHandlerAreTimedFromTheFirstOneOn() {
    timers.handled("jobs", null, 1_000);
    timers.handled("jobs", new IOException("no mail"), 2_000);
    timers.handled("jobs", null, 3_000);
    assertThat(registry.get("cache.handler").tag("outcome", "handled").timer().count())
        .isEqualTo(2);
    assertThat(registry.get("cache.handler").tag("outcome", "failed").timer().count()).isEqualTo(1);
  }

  @Test
  void metersAndTheirTagsAreThese() {
    assertThat(registry.getMeters().stream().map(meter -> described(meter.getId())))
        .containsExactlyInAnyOrder(
            "GAUGE cache.size [cache]",
            "COUNTER cache.gets [cache, result=hit]",
            "COUNTER cache.gets [cache, result=miss]",
            "COUNTER cache.puts [cache]",
            "COUNTER cache.evictions [cache]",
            "GAUGE cache.sync.latency [cache] in seconds",
            "GAUGE cache.sync.in.flight [cache]",
            "GAUGE cache.sync.stuck [cache]",
            "GAUGE cache.sync.overdue [cache]",
            "GAUGE cache.sync.lag [cache] in seconds",
            "GAUGE cache.sync.saturation [cache]",
            "GAUGE cache.sync.calls.saved [cache]",
            "GAUGE cache.sync.stretch [cache]",
            "GAUGE cache.sync.permitted [cache]",
            "GAUGE cache.sync.failing [cache]",
            "GAUGE cache.sync.failing.longest [cache] in seconds",
            "GAUGE cache.sync.outage [cache] in seconds",
            "GAUGE cache.handler.pending [cache]",
            "TIMER cache.sync [cache, outcome=updated] in seconds",
            "TIMER cache.sync [cache, outcome=unchanged] in seconds",
            "TIMER cache.sync [cache, outcome=deleted] in seconds",
            "TIMER cache.sync [cache, outcome=failed] in seconds",
            "TIMER cache.sync [cache, outcome=deferred] in seconds");
    assertThat(registry.getMeters())
        .allSatisfy(
            meter -> {
              assertThat(meter.getId().getTag("cache")).isEqualTo("jobs");
              assertThat(meter.getId().getDescription()).isNotBlank();
            });
  }

  @Test
  void readsAndWritesAreCounted() {
    jobs.getOrCreate(Job.of("j1"));
    jobs.getOrCreate(Job.of("j1"));
    jobs.get("j1");
    jobs.get("absent");
    assertThat(gauge("cache.size")).isEqualTo(1);
    assertThat(counter("cache.puts")).isEqualTo(1);
    assertThat(registry.get("cache.gets").tag("result", "hit").functionCounter().count())
        .isEqualTo(2);
    assertThat(registry.get("cache.gets").tag("result", "miss").functionCounter().count())
        .isEqualTo(2);
    assertThat(counter("cache.evictions")).isZero();
  }

  @Test
  void itemsThatWaitAreSeen() {
    jobs.getOrCreate(Job.of("j1"));
    await().untilAsserted(() -> assertThat(gauge("cache.sync.lag")).isBetween(0.001, 10.0));
    assertThat(gauge("cache.sync.overdue")).isEqualTo(1);
    assertThat(gauge("cache.sync.saturation")).isEqualTo(1.0 / LONG.toSeconds() / 100);
    assertThat(gauge("cache.sync.permitted")).isEqualTo(100);
  }

  @Test
  void eachOutcomeIsTimedOncePerItem() {
    jobs.getOrCreate(Job.of("j1"));
    jobs.getOrCreate(Job.of("same"));
    jobs.getOrCreate(Job.of("gone"));
    jobs.getOrCreate(Job.of("failing"));
    jobs.start();
    for (String outcome : Set.of("updated", "unchanged", "deleted", "failed")) {
      await()
          .untilAsserted(
              () ->
                  assertThat(registry.get("cache.sync").tag("outcome", outcome).timer().count())
                      .isEqualTo(1));
    }
    assertThat(counter("cache.puts")).isEqualTo(5);
    assertThat(gauge("cache.sync.latency")).isBetween(1e-9, 1.0);
  }

  @Test
  void syncThatRunsIsInFlight() {
    jobs.getOrCreate(Job.of("slow"));
    jobs.start();
    await().untilAsserted(() -> assertThat(gauge("cache.sync.in.flight")).isEqualTo(1));
    assertThat(gauge("cache.sync.stuck")).isZero();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private double counter(String name) {
    return registry.get(name).functionCounter().count();
  }

  private static String described(Meter.Id id) {
    String tags =
        id.getTags().stream()
            .map(
                tag -> tag.getKey().equals("cache") ? "cache" : tag.getKey() + "=" + tag.getValue())
            .collect(Collectors.joining(", "));
    String unit = id.getBaseUnit() == null ? "" : " in " + id.getBaseUnit();
    return id.getType() + " " + id.getName() + " [" + tags + "]" + unit;
  }
}
