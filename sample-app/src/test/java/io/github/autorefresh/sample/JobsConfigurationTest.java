package io.github.autorefresh.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.sample.jobservice.JobService;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobsConfigurationTest {

  @Test
  void theJobServiceInsideListensWhereOthersExpectIt() {
    int free;
    try (JobService earlier = JobService.start(0)) {
      free = earlier.uri().getPort();
    }
    JobServiceProperties properties =
        new JobServiceProperties(null, free, Duration.ZERO, Duration.ofSeconds(2));

    try (JobService jobService = new JobsConfiguration().jobService(properties)) {
      assertThat(jobService.uri()).hasPort(free);
    }
  }
}
