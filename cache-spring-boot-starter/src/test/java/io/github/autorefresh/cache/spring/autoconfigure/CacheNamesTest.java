package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheNamesTest {

  @ParameterizedTest
  @CsvSource({
    "jobs, jobs",
    "jobSync, job-sync",
    "JobSync, job-sync",
    "job-sync, job-sync",
    "job_sync, job-sync",
    "HTTPJobs, http-jobs",
    "jobsOverHTTP, jobs-over-http",
    "job2Sync, job2-sync",
    "syncV2, sync-v2",
  })
  void beanNamesBecomeKebabCase(String beanName, String cacheName) {
    assertThat(CacheNames.kebab(beanName)).isEqualTo(cacheName);
  }
}
