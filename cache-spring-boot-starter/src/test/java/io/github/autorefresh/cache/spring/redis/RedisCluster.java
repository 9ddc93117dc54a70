package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Three nodes of {@code redis-server} that share the slots, and one slot of which can move. */
final class RedisCluster implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int NODES = 3;
  private static final int SLOTS = 16_384;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final List<RedisServer> nodes = new ArrayList<>();

  /** Of slots that have moved, or are about to. */
  private final Map<Integer, Integer> owners = new HashMap<>();

  /** Started, and in agreement about who has which slots. */
  RedisCluster(Path directory) {
    for (int i = 0; i < NODES; i++) {
      RedisServer node =
          new ProcessRedis("--cluster-enabled", "yes", "--dir", folder(directory, i));
      nodes.add(node);
      node.up();
      int first = SLOTS * i / NODES;
      int last = SLOTS * (i + 1) / NODES - 1;
      node.run("CLUSTER", "ADDSLOTSRANGE", "" + first, "" + last);
      node.run("CLUSTER", "MEET", HOST, "" + nodes.get(0).port);
    }
    await().atMost(PATIENCE).until(() -> nodes.stream().allMatch(RedisCluster::isComplete));
  }

  private static String folder(Path directory, int node) {
    try {
      return Files.createDirectory(directory.resolve("node-" + node)).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isComplete(RedisServer node) {
    String info = text(node.run("CLUSTER", "INFO"));
    return info.contains("cluster_state:ok")
        && info.contains("cluster_known_nodes:" + NODES)
        && info.contains("cluster_size:" + NODES);
  }

  /** As an application is told of them. */
  String addresses() {
    return nodes.stream().map(node -> HOST + ":" + node.port).collect(Collectors.joining(","));
  }

  LettuceConnectionFactory connect() {
    return RedisServer.connect(new RedisClusterConfiguration(List.of(addresses().split(","))));
  }

  /** The slot of keys with this hash tag begins to move: half of them are with another node. */
  Move beginToMove(String tag) {
    int slot = SlotHash.getSlot(tag);
    int owner = owners.computeIfAbsent(slot, RedisCluster::firstOwner);
    int next = (owner + 1) % NODES;
    Move move = new Move(tag, slot, nodes.get(owner), nodes.get(next));
    move.begin();
    owners.put(slot, next);
    return move;
  }

  private static int firstOwner(int slot) {
    int owner = 0;
    while (slot >= SLOTS * (owner + 1) / NODES) {
      owner++;
    }
    return owner;
  }

  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, UTF_8);
  }

  /** A slot on its way from one node to another, by the steps of redis-cli's reshard. */
  final class Move {

    private final String keys;
    private final String slot;
    private final RedisServer from;
    private final RedisServer to;

    private Move(String tag, int slot, RedisServer from, RedisServer to) {
      this.keys = "{" + tag + "}*";
      this.slot = String.valueOf(slot);
      this.from = from;
      this.to = to;
    }

    private void begin() {
      to.run("CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
      from.run("CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
      List<String> keys = keys();
      migrate(keys.subList(0, keys.size() / 2));
    }

    /** The rest follows, and everybody is told. */
    void end() {
      while (!keys().isEmpty()) { // some may have come into being meanwhile
        migrate(keys());
      }
      for (RedisServer node : Stream.concat(Stream.of(to, from), nodes.stream()).toList()) {
        node.run("CLUSTER", "SETSLOT", slot, "NODE", id(to));
      }
    }

    private String id(RedisServer node) {
      return text(node.run("CLUSTER", "MYID"));
    }

    private List<String> keys() {
      LettuceConnectionFactory connections = from.connect();
      try (RedisConnection connection = connections.getConnection()) {
        return connection.keyCommands().keys(keys.getBytes(UTF_8)).stream()
            .map(RedisCluster::text)
            .toList();
      } finally {
        connections.destroy();
      }
    }

    private void migrate(List<String> keys) {
      for (String key : keys) {
        from.run("MIGRATE", HOST, "" + to.port, key, "0", "5000");
      }
    }
  }
}
