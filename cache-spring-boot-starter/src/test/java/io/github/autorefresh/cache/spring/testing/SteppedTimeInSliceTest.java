package io.github.autorefresh.cache.spring.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A slice of a web application has caches, and their time, by one annotation. */
@WebMvcTest(properties = "auto-refresh-cache.caches.jobs.resync-period=30s")
@AutoConfigureSteppedTime
class SteppedTimeInSliceTest {

  @Autowired private SteppedTime time;
  @Autowired private InstantSource clock;
  @Autowired private MockMvcTester http;

  @Test
  void requestSeesWhatTheStepsHaveBrought() {
    assertThat(http.get().uri("/jobs/j1")).hasStatusOk().hasBodyTextEqualTo("0");
    time.turn();
    assertThat(http.get().uri("/jobs/j1")).hasBodyTextEqualTo("1");
    time.advance(Duration.ofMinutes(10));
    assertThat(http.get().uri("/jobs/j1")).hasBodyTextEqualTo("21");
  }

  @Test
  void applicationsClockGoesByTheSameTime() {
    assertThat(clock.instant()).isEqualTo(time.instant());
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Jobs.class)
  static class App {
    @Bean
    InstantSource ownClock() {
      return InstantSource.system();
    }
  }

  @RestController
  static class Jobs {
    private final AutoRefreshCache<Job> jobs;

    Jobs(AutoRefreshCache<Job> jobs) {
      this.jobs = jobs;
    }

    @GetMapping(path = "/jobs/{id}", produces = "text/plain")
    String progress(@PathVariable String id) {
      return String.valueOf(jobs.getOrCreate(Job.of(id)).progress());
    }
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Fakes {
    @Bean
    CacheSyncItem<Job> jobs() {
      return Job::advanced;
    }
  }
}
