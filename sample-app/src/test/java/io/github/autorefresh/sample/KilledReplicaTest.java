package io.github.autorefresh.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.spring.redis.RedisForTests;
import io.github.autorefresh.sample.jobservice.JobService;
import io.github.autorefresh.sample.jobservice.JobServiceSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The sample twice, as processes, one of which is killed while jobs end. */
@Tag("long")
class KilledReplicaTest {

  @RegisterExtension static final RedisForTests REDIS = new RedisForTests();

  private static final int JOBS = 20;
  private static final Pattern LINE = Pattern.compile("Job (\\S+) has ended: SUCCEEDED");
  private static final Pattern COUNT = Pattern.compile("\"announced\":(\\d+)");

  private final JobService jobService =
      JobService.start(JobServiceSettings.defaults().withPace(Duration.ofMillis(20)));
  private final List<Replica> replicas = new ArrayList<>();

  @TempDir Path logs;

  @AfterEach
  void end() {
    replicas.forEach(Replica::kill);
    jobService.close();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofMinutes(2));
  }

  @Test
  void announcementsAreCountedOnceOnEveryPageAlsoAfterAReplicaWasKilled() throws IOException {
    Replica one = new Replica("one");
    Replica two = new Replica("two");
    replicas.addAll(List.of(one, two));
    replicas.forEach(replica -> soon().until(replica::isUp));

    IntStream.range(0, JOBS).forEach(i -> replicas.get(i % 2).submit("before-" + i));
    soon().until(() -> one.counted() == JOBS && two.counted() == JOBS);
    assertThat(announced()).hasSize(JOBS).doesNotHaveDuplicates();

    IntStream.range(0, JOBS).forEach(i -> one.submit("during-" + i));
    soon().until(() -> announced().size() > JOBS);
    two.kill();
    IntStream.range(0, JOBS).forEach(i -> one.submit("after-" + i));
    soon().until(() -> one.counted() == 3 * JOBS);

    assertThat(Stream.concat(one.announced().stream(), two.announced().stream()).distinct())
        .hasSize(3 * JOBS);
    assertThat(one.announced()).as("by the one that lives").doesNotHaveDuplicates();
  }

  private List<String> announced() {
    return replicas.stream().flatMap(replica -> replica.announced().stream()).toList();
  }

  private final class Replica {

    private final Path log;
    private final Process process;
    private final String base;
    private final Http http;
    private @Nullable LiveEvents page;

    Replica(String name) throws IOException {
      int port = freePort();
      log = logs.resolve(name);
      base = "http://localhost:" + port;
      http = new Http(base);
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  SampleApplication.class.getName(),
                  "--spring.profiles.active=shared",
                  "--server.port=" + port,
                  "--spring.data.redis.port=" + REDIS.port(),
                  "--sample.job-service.url=" + jobService.uri(),
                  "--auto-refresh-cache.redis.lease=3s",
                  "--auto-refresh-cache.caches.jobs.resync-period=100ms")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    }

    private static int freePort() throws IOException {
      try (ServerSocket socket = new ServerSocket(0)) {
        return socket.getLocalPort();
      }
    }

    boolean isUp() {
      assertThat(process.isAlive()).isTrue();
      try {
        return http.get("/actuator/health").statusCode() == 200;
      } catch (RuntimeException notYet) {
        return false;
      }
    }

    void submit(String id) {
      String job = "{\"id\":\"" + id + "\",\"type\":\"primes\",\"input\":\"100\"}";
      assertThat(http.post("/jobs", job).statusCode()).isEqualTo(201);
    }

    /** How many its page shows, once it shows any. */
    int counted() {
      if (page == null) {
        page = LiveEvents.follow(base);
      }
      return page.lines().stream()
          .flatMap(line -> COUNT.matcher(line).results())
          .reduce((before, last) -> last)
          .map(last -> Integer.parseInt(last.group(1)))
          .orElse(0);
    }

    List<String> announced() {
      try {
        return LINE.matcher(Files.readString(log)).results().map(line -> line.group(1)).toList();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    void kill() {
      process.destroyForcibly().onExit().join();
    }
  }
}
