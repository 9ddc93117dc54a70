package io.github.autorefresh.cache.spring.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import io.github.autorefresh.cache.spring.autoconfigure.AutoRefreshCacheBuilderCustomizer;
import io.github.autorefresh.cache.spring.autoconfigure.AutoRefreshCacheFactory;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "spring.threads.virtual.enabled=true",
      "spring.main.lazy-initialization=true",
      "auto-refresh-cache.resync-period=30s"
    })
@AutoConfigureSteppedTime
class SteppedTimeInApplicationTest {

  @Autowired private SteppedTime time;
  @Autowired private AutoRefreshCache<Job> jobs;
  @Autowired private AutoRefreshCache<Pod> pods;

  @Test
  void everyCacheOfThePropertiesGoesByIt() {
    jobs.getOrCreate(Job.of("j1"));
    pods.getOrCreate(new Pod("p1"));
    assertThat(jobs.get("j1").progress()).isZero();
    time.turn();
    time.advance(Duration.ofMinutes(1)); // the first interval is a shortened one
    int atFirst = jobs.get("j1").progress();
    time.advance(Duration.ofMinutes(10));
    assertThat(jobs.get("j1").progress() - atFirst).isEqualTo(20);
    assertThat(pods.stats().unchanged()).isGreaterThanOrEqualTo(21);
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {
    @Bean
    CacheSyncItem<Job> jobs() {
      return Job::advanced;
    }

    @Bean
    AutoRefreshCache<Pod> pods(AutoRefreshCacheFactory caches) {
      return caches.create("pods", Pod.class, pod -> pod);
    }

    @Bean
    AutoRefreshCacheBuilderCustomizer jittered() {
      return (name, cache) -> cache.jitter(0.5);
    }
  }
}
