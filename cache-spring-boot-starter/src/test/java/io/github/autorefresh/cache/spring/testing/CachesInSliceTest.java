package io.github.autorefresh.cache.spring.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;

/** Without the annotation, a slice has none. */
@WebMvcTest
@AutoConfigureAutoRefreshCaches
class CachesInSliceTest {

  @Autowired private AutoRefreshCache<Job> jobs;

  @Test
  void cacheRuns() {
    jobs.getOrCreate(Job.of("j1"));
    assertThat(jobs.refresh("j1").join().progress()).isPositive();
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {
    @Bean
    CacheSyncItem<Job> jobs() {
      return Job::advanced;
    }
  }
}
