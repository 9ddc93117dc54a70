package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** An application's tests may replace its caches and sync functions. */
@SpringJUnitConfig
class TestDoublesTest {

  @MockitoBean private AutoRefreshCache<Job> mockedCache;

  @MockitoBean private CacheSyncItem<Pod> mockedSync;

  @MockitoSpyBean private AutoRefreshCache<Pod> spiedCache;

  @Autowired private User user;

  @Test
  void mockTakesThePlaceOfACache() {
    given(mockedCache.get("j1")).willReturn(Job.of("j1"));
    assertThat(user.jobs().get("j1")).isEqualTo(Job.of("j1"));
  }

  @Test
  void spyTakesThePlaceOfACacheAndRuns() {
    assertThat(user.pods().get("p1")).isNull();
    verify(spiedCache).get("p1");
    assertThat(user.pods().isRunning()).isTrue();
  }

  @Test
  void mockTakesThePlaceOfASyncFunction() throws Exception {
    user.pods().getOrCreate(new Pod("p1"));
    verify(mockedSync, timeout(5_000)).sync(new Pod("p1"));
  }

  record User(AutoRefreshCache<Job> jobs, AutoRefreshCache<Pod> pods) {}

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(AutoRefreshCacheAutoConfiguration.class)
  static class App {
    @Bean
    CacheSyncItem<Job> jobs() {
      return Job::advanced;
    }

    @Bean
    CacheSyncItem<Pod> pods() {
      return pod -> pod;
    }

    @Bean
    User user(AutoRefreshCache<Job> someJobs, AutoRefreshCache<Pod> somePods) {
      return new User(someJobs, somePods);
    }
  }
}
