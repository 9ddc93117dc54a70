package io.github.autorefresh.sample;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.sample.jobservice.JobService;
import io.github.autorefresh.sample.jobservice.JobServiceSettings;
import io.github.autorefresh.sample.live.LiveFeed;
import java.net.URI;
import java.net.http.HttpClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

/** The job service, its client, and what makes a cache of jobs: one sync function. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(JobServiceProperties.class)
class JobsConfiguration {

  /** All that a cache needs: it is named after this bean. */
  @Bean
  CacheSyncItem<Job> jobs(JobServiceClient jobService) {
    return jobService::latest;
  }

  @Bean
  JobServiceClient jobServiceClient(
      RestClient.Builder http, JobServiceProperties properties, ObjectProvider<JobService> inside) {
    URI url = properties.url() != null ? properties.url() : inside.getObject().uri();
    HttpClient client = HttpClient.newBuilder().connectTimeout(properties.timeout()).build();
    JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(client);
    requests.setReadTimeout(properties.timeout());
    return new JobServiceClient(http.requestFactory(requests).baseUrl(url).build());
  }

  /** The cache, for the page to show while it changes. */
  @Bean
  LiveFeed<Job> liveFeed(AutoRefreshCache<Job> jobs, JsonMapper json) {
    return new LiveFeed<>(jobs, job -> job.status().name(), json);
  }

  /** Handles what has ended: on one of the replicas, in the shared mode. */
  @Bean
  JobAnnouncer jobAnnouncer() {
    return new JobAnnouncer();
  }

  /** Made before any cache starts, and closed after the last has stopped, as beans are. */
  @Bean
  @Conditional(NoJobServiceElsewhere.class)
  JobService jobService(JobServiceProperties properties) {
    return JobService.start(
        JobServiceSettings.defaults().withPort(properties.port()).withPace(properties.pace()));
  }
}
