package io.github.autorefresh.cache.spring.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** A slice leaves the application's sync beans out, and a mock of one takes their place. */
@WebMvcTest
@AutoConfigureSteppedTime
class MockedSyncInSliceTest {

  @MockitoBean private CacheSyncItem<Job> sync;

  @Autowired private SteppedTime time;
  @Autowired private AutoRefreshCache<Job> jobs;

  @Test
  void cacheSyncsByTheMock() throws Exception {
    given(sync.sync(any())).willReturn(new Job("j1", 7));
    jobs.getOrCreate(Job.of("j1"));
    time.turn();
    assertThat(jobs.get("j1").progress()).isEqualTo(7);
  }

  /** It answers null, which means that the item is gone. */
  @Test
  void mockThatWasToldNothingDeletesItems() {
    jobs.getOrCreate(Job.of("j2"));
    time.turn();
    assertThat(jobs.get("j2")).isNull();
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {}
}
