package io.github.autorefresh.cache.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the meters show while the external system is down, throttles, or cannot keep up. */
class MetersUnderPressureTest {

  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final SteppedTime time = new SteppedTime();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CacheSyncTimers timers = new CacheSyncTimers(() -> registry);

  private final AutoRefreshCache<Job> jobs =
      time.cache("jobs").resyncPeriod(PERIOD).rateLimit(10, 10).observer(timers).build(this::sync);

  private @Nullable Exception answer;

  private Job sync(Job job) throws Exception {
    if (answer != null) {
      throw answer;
    }
    return job.advanced();
  }

  @BeforeEach
  void start() {
    new AutoRefreshCacheMetrics(jobs, time).bindTo(registry);
    timers.register("jobs");
    jobs.start();
  }

  @AfterEach
  void close() {
    jobs.close();
  }

  private void register(int items) {
    for (int i = 0; i < items; i++) {
      jobs.getOrCreate(Job.of("j" + i));
    }
    time.turn();
  }

  @Test
  void nothingIsShownWhileAllIsWell() {
    register(30);
    time.advance(PERIOD.multipliedBy(3));
    assertThat(gauge("failing")).isZero();
    assertThat(gauge("failing.longest")).isZero();
    assertThat(gauge("outage")).isZero();
    assertThat(gauge("stretch")).isEqualTo(1);
    assertThat(gauge("permitted")).isEqualTo(10);
  }

  @Test
  void outageIsShownAsLongAsItLasts() {
    register(30);
    time.advance(PERIOD.multipliedBy(2));
    answer = new IOException("down");
    time.advance(Duration.ofMinutes(5));
    assertThat(gauge("failing")).isEqualTo(30);
    assertThat(gauge("outage")).isBetween(295.0, 300.0);
    assertThat(gauge("failing.longest")).isCloseTo(gauge("outage"), within(1.0));
    answer = null;
    time.advance(Duration.ofMinutes(1));
    assertThat(gauge("outage")).isZero();
    assertThat(gauge("failing")).isZero();
    assertThat(gauge("failing.longest")).isZero();
  }

  @Test
  void holdIsShownByTheRateAndByWhatIsDeferred() {
    register(30);
    time.advance(PERIOD.multipliedBy(2));
    answer = new RetryAfterException(Duration.ofSeconds(10));
    time.advance(Duration.ofSeconds(5));
    assertThat(gauge("permitted")).isBetween(0.05, 9.9);
    assertThat(registry.get("cache.sync").tag("outcome", "deferred").timer().count())
        .isEqualTo(jobs.stats().deferred())
        .isPositive();
    assertThat(gauge("failing")).isZero();
    assertThat(gauge("outage")).isZero();
  }

  @Test
  void overloadIsShownAsAStretch() {
    register(900); // 30 per second are demanded, 10 permitted
    time.advance(PERIOD.multipliedBy(8));
    assertThat(gauge("stretch")).isCloseTo(3, within(0.3));
    assertThat(gauge("saturation")).isEqualTo(3);
  }

  private double gauge(String name) {
    return registry.get("cache.sync." + name).gauge().value();
  }
}
