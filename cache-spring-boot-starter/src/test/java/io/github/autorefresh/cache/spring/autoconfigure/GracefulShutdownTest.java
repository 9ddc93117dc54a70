package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A whole web application that is told to stop while it serves a request. */
class GracefulShutdownTest {

  @Test
  void requestThatIsBeingServedMayStillWaitForASync() throws Exception {
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(App.class)
            .run(
                "--server.port=0",
                "--server.shutdown=graceful",
                "--auto-refresh-cache.resync-period=1h");
    Drain drain = context.getBean(Drain.class);
    CompletableFuture<HttpResponse<String>> answer = get(context);
    assertThat(drain.serving.await(10, TimeUnit.SECONDS)).isTrue();

    Thread closing = new Thread(context::close);
    closing.start();

    assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("synced by an executor");
    closing.join(20_000);
    assertThat(closing.isAlive()).isFalse();
    assertThat(drain.cacheRanWhenTheDrainBegan).isTrue();
  }

  private static CompletableFuture<HttpResponse<String>> get(
      ConfigurableApplicationContext context) {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    URI uri = URI.create("http://localhost:" + port + "/slow");
    return HttpClient.newHttpClient()
        .sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  /** Stopped together with the draining of the web server: what is stopped before, is by now. */
  static final class Drain implements SmartLifecycle {
    final CountDownLatch serving = new CountDownLatch(1);
    final CountDownLatch begun = new CountDownLatch(1);
    private final AutoRefreshCache<Job> jobs;
    volatile boolean cacheRanWhenTheDrainBegan;
    private volatile boolean running;

    Drain(AutoRefreshCache<Job> jobs) {
      this.jobs = jobs;
    }

    @Override
    public void start() {
      running = true;
    }

    @Override
    public void stop() {
      running = false;
      cacheRanWhenTheDrainBegan = jobs.isRunning();
      begun.countDown();
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public int getPhase() {
      return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    }
  }

  @RestController
  static class Slow {
    private final AutoRefreshCache<Job> jobs;
    private final Drain drain;

    Slow(AutoRefreshCache<Job> jobs, Drain drain) {
      this.jobs = jobs;
      this.drain = drain;
    }

    @GetMapping("/slow")
    String slow() throws Exception {
      jobs.getOrCreate(Job.of("j1"));
      // Else the first sync may be on its way when a refresh is asked for, and one more be made.
      jobs.await("j1", job -> job.progress() == 1).get(10, TimeUnit.SECONDS);
      drain.serving.countDown();
      drain.begun.await();
      int before = jobs.refresh("j1").get(10, TimeUnit.SECONDS).progress();
      int after = jobs.refresh("j1").get(10, TimeUnit.SECONDS).progress();
      return after == before + 1 ? "synced by an executor" : "not synced";
    }
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {

    @Bean
    CacheSyncItem<Job> jobs(ThreadPoolTaskExecutor applicationTaskExecutor) {
      return job -> applicationTaskExecutor.submit(job::advanced).get();
    }

    @Bean
    Drain drain(AutoRefreshCache<Job> cache) {
      return new Drain(cache);
    }

    @Bean
    Slow slow(AutoRefreshCache<Job> cache, Drain drain) {
      return new Slow(cache, drain);
    }
  }
}
