package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** An application's tests may move the time of all its caches by hand. */
@SpringJUnitConfig
@TestPropertySource(
    properties = {
      "auto-refresh-cache.resync-period=30s",
      "auto-refresh-cache.caches.pods.resync-period=1m",
      "spring.threads.virtual.enabled=true"
    })
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_EACH_TEST_METHOD)
class SteppedTimeTest {

  @Autowired private SteppedTime time;
  @Autowired private AutoRefreshCache<Job> jobs;
  @Autowired private AutoRefreshCache<Pod> pods;
  @Autowired private AtomicInteger podSyncs;

  @Test
  void runningCachesStandStillUntilTheTestTurns() {
    assertThat(jobs.isRunning()).isTrue();
    jobs.getOrCreate(Job.of("j1"));
    assertThat(jobs.stats().unchanged() + jobs.stats().updated()).isZero();
    time.turn();
    assertThat(jobs.stats().updated()).isEqualTo(1);
  }

  @Test
  void everyCacheSyncsAsOftenAsItsPropertiesSay() {
    jobs.getOrCreate(Job.of("j1"));
    pods.getOrCreate(new Pod("p1"));
    time.advance(Duration.ofMinutes(1)); // over which the shortened first intervals are, too
    long jobSyncs = jobs.stats().updated();
    int before = podSyncs.get();
    time.advance(Duration.ofMinutes(10));
    assertThat(jobs.stats().updated() - jobSyncs).isEqualTo(20);
    assertThat(podSyncs.get() - before).isEqualTo(10);
  }

  @Test
  void syncsRunOnTheTestsThread() {
    pods.getOrCreate(new Pod("p1"));
    time.turn();
    assertThat(App.syncedBy).isSameAs(Thread.currentThread());
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(AutoRefreshCacheAutoConfiguration.class)
  @Import(SteppedCaches.class)
  static class App {
    static volatile Thread syncedBy;

    @Bean
    CacheSyncItem<Job> jobs() {
      return Job::advanced;
    }

    @Bean
    AtomicInteger podSyncs() {
      return new AtomicInteger();
    }

    @Bean
    CacheSyncItem<Pod> pods(AtomicInteger podSyncs) {
      return pod -> {
        podSyncs.incrementAndGet();
        syncedBy = Thread.currentThread();
        return pod;
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class SteppedCaches {
    @Bean
    SteppedTime steppedTime() {
      return new SteppedTime();
    }

    @Bean
    AutoRefreshCacheBuilderCustomizer stepped(SteppedTime time) {
      return (name, cache) -> time.drive(cache);
    }
  }
}
