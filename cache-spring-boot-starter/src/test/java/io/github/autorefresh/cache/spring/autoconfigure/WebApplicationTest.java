package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;

/** A whole web application, asked over HTTP. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoints.web.exposure.include=metrics",
      "auto-refresh-cache.resync-period=20ms"
    })
class WebApplicationTest {

  @LocalServerPort private int port;

  @Autowired private AutoRefreshCache<Job> jobs;

  @Test
  void metersAreSeenOverHttp() throws Exception {
    jobs.getOrCreate(Job.of("j1"));
    jobs.getOrCreate(Job.of("j2"));
    assertThat(value("cache.size?tag=cache:jobs", "VALUE")).isEqualTo(2);
    await()
        .untilAsserted(
            () ->
                assertThat(value("cache.sync?tag=cache:jobs&tag=outcome:updated", "COUNT"))
                    .isGreaterThan(2));
    assertThat(value("cache.sync.latency?tag=cache:jobs", "VALUE")).isBetween(0.001, 1.0);
    assertThat(metric("cache.sync.latency")).containsEntry("baseUnit", "seconds");
  }

  @SuppressWarnings("unchecked") // the format of the endpoint
  private double value(String metric, String statistic) throws Exception {
    var measurements = (Iterable<Map<String, Object>>) metric(metric).get("measurements");
    for (Map<String, Object> measurement : measurements) {
      if (measurement.get("statistic").equals(statistic)) {
        return ((Number) measurement.get("value")).doubleValue();
      }
    }
    throw new AssertionError("No " + statistic + " in " + metric);
  }

  private Map<String, Object> metric(String metric) throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + port + "/actuator/metrics/" + metric);
    var response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JsonParserFactory.getJsonParser().parseMap(response.body());
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {
    @Bean
    CacheSyncItem<Job> jobs() {
      return job -> {
        Thread.sleep(2); // what a call takes
        return job.advanced();
      };
    }
  }
}
