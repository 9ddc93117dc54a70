package io.github.autorefresh.examples.bulk;

import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.sample.jobservice.JobService;
import io.github.autorefresh.sample.jobservice.JobServiceSettings;
import java.time.Duration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

/**
 * Follows tasks in batches. Run it, then have it follow 10,000:
 *
 * <pre>{@code
 * mvn -pl sample-app -am spring-boot:run \
 *     -Dspring-boot.run.main-class=io.github.autorefresh.examples.bulk.BulkExample
 * curl -X POST 'localhost:8080/batches?size=10000'
 * }</pre>
 *
 * <p>Its settings are in {@code bulk.yml}.
 */
@SpringBootApplication
public class BulkExample {

  /** Runs it; arguments as of any Spring Boot application. */
  public static void main(String[] args) {
    new SpringApplicationBuilder(BulkExample.class).properties("spring.config.name=bulk").run(args);
  }

  /** All that a cache with batches needs: it is named after this bean. */
  @Bean
  CacheSyncBatch<Task> tasks(TaskClient client) {
    return client::latest;
  }

  @Bean
  TaskClient taskClient(RestClient.Builder http, JobService externalSystem) {
    return new TaskClient(http.baseUrl(externalSystem.uri()).build());
  }

  /** Stands for the external system; a real one is elsewhere. Works on 50 tasks at once. */
  @Bean
  JobService externalSystem() {
    return JobService.start(
        JobServiceSettings.defaults()
            .withPace(Duration.ofMillis(20))
            .withWorkers(50)
            .withMaxFinished(100_000));
  }
}
