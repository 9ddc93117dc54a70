package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A replica in a JVM of its own, for tests that kill it; and its {@code main}. */
final class ReplicaProcess implements AutoCloseable {

  static final Duration LEASE = Duration.ofSeconds(3);
  static final Duration PERIOD = Duration.ofSeconds(2);
  static final RedisStoreSettings SETTINGS =
      RedisStoreSettings.of("processes")
          .withLease(LEASE)
          .withReconcileInterval(Duration.ofSeconds(1));

  final String name;
  private final Process process;

  ReplicaProcess(String name, int redisPort, int servicePort) {
    this(name, redisPort, servicePort, "syncing");
  }

  /**
   * @param kind {@code syncing} asks the service for each state; with {@code ending} each item ends
   *     with its first sync, and the service is asked by the handler
   */
  ReplicaProcess(String name, int redisPort, int servicePort, String kind) {
    this.name = name;
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx160m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            ReplicaProcess.class.getName(),
            name,
            "" + redisPort,
            "" + servicePort,
            kind);
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(new File("target", "replica-" + name + ".log")))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  void freeze() {
    signal("STOP");
  }

  void thaw() {
    signal("CONT");
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  public static void main(String[] arguments) throws IOException {
    LettuceConnectionFactory connections =
        new LettuceConnectionFactory(
            new RedisStandaloneConfiguration("localhost", Integer.parseInt(arguments[1])));
    connections.afterPropertiesSet();
    connections.start();
    HttpClient client = HttpClient.newHttpClient();
    CacheSyncItem<Job> asking = job -> ask(client, job, arguments[0], arguments[2]);
    ItemHandler<Job> handler = asking::sync;
    AutoRefreshCacheBuilder builder =
        AutoRefreshCacheBuilder.named("jobs")
            .resyncPeriod(PERIOD)
            .rateLimit(1000, 100)
            .jitter(0)
            .parallelism(16)
            .syncTimeout(Duration.ofSeconds(60))
            .store(RedisItemStores.of(connections, SETTINGS, ItemCodec.json(Job.class)));
    AutoRefreshCache<Job> cache =
        arguments[3].equals("ending")
            ? builder.handler(handler).build(Job::terminal)
            : builder.build(asking);
    cache.start();
    while (System.in.read() >= 0) {
      // Ends with the test that has started it, however that ends.
    }
    Runtime.getRuntime().halt(0);
  }

  private static Job ask(HttpClient client, Job job, String replica, String port)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/" + job.id() + "/" + replica);
    String count = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    return new Job(job.id(), Integer.parseInt(count), false, null);
  }
}
