package io.github.autorefresh.cache.spring.redis;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The slot of the cache moves from node to node of a cluster, for a moment or for a while. */
@Tag("long")
@EnabledIf(
    value = "io.github.autorefresh.cache.spring.redis.ProcessRedis#isOnPath",
    disabledReason = "there is no redis-server on the path to make a cluster of")
class RandomMovesTest extends RandomFaults {

  @TempDir private Path directory;
  private RedisCluster cluster;

  @Override
  Replicas start() {
    cluster = new RedisCluster(directory);
    return new Replicas(cluster::connect);
  }

  @AfterEach
  void closeCluster() {
    cluster.close();
  }

  @Override
  List<Runnable> faults() {
    return List.of(() -> fault("move", this::move));
  }

  private void move() {
    RedisCluster.Move move = cluster.beginToMove(replicas.settings.keyPrefix() + ":jobs");
    await().pollDelay(Duration.ofMillis(random.nextInt(3000))).until(() -> true);
    move.end();
  }

  @Override
  String inRedis(String id) {
    return "at one of its nodes";
  }
}
