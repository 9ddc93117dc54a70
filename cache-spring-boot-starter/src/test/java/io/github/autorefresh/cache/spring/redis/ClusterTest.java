package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A Redis Cluster of one node, which refuses what touches keys of several slots as one of many
 * does.
 */
@EnabledIf(
    value = "isOnPath",
    disabledReason = "there is no redis-server on the path to make a cluster of")
class ClusterTest {

  private static final String HOST = "127.0.0.1";
  private static final int SLOTS = 16_384;

  @TempDir private Path directory;
  private RedisServer node;
  private Replicas replicas;

  static boolean isOnPath() {
    return ProcessRedis.isOnPath();
  }

  @BeforeEach
  void start() {
    node = new ProcessRedis("--cluster-enabled", "yes", "--dir", directory.toString());
    node.up();
    node.run("CLUSTER", allSlots());
    await().atMost(30, TimeUnit.SECONDS).until(() -> told("CLUSTER", "INFO").contains("state:ok"));
    replicas = new Replicas(this::connect);
  }

  private LettuceConnectionFactory connect() {
    LettuceConnectionFactory connections =
        new LettuceConnectionFactory(
            new RedisClusterConfiguration(List.of(HOST + ":" + node.port)));
    connections.afterPropertiesSet();
    connections.start();
    return connections;
  }

  @AfterEach
  void close() {
    replicas.close();
    node.close();
  }

  private static String[] allSlots() {
    return Stream.concat(Stream.of("ADDSLOTS"), IntStream.range(0, SLOTS).mapToObj(String::valueOf))
        .toArray(String[]::new);
  }

  private String told(String command, String argument) {
    return new String((byte[]) node.run(command, argument), UTF_8);
  }

  @Test
  void replicasShareItemsOverACluster() {
    AutoRefreshCache<Job> one = replicas.add(Job::next);
    AutoRefreshCache<Job> two = replicas.add(Job::next);
    one.start();
    two.start();

    one.getOrCreate(Job.of("j1"));
    assertThat(two.getOrCreate(Job.of("j1"))).isNotNull();
    await().atMost(30, TimeUnit.SECONDS).until(() -> two.get("j1").version() >= 1);
    assertThat(two.refresh("j1")).succeedsWithin(30, TimeUnit.SECONDS);
    await().atMost(30, TimeUnit.SECONDS).until(() -> one.get("j1").version() >= 2);
    assertThat(two.delete("j1")).isTrue();
    await().atMost(30, TimeUnit.SECONDS).until(() -> one.get("j1") == null);

    assertThat(one.stats().storeFailure()).isNull();
    assertThat(two.stats().storeFailure()).isNull();
  }
}
