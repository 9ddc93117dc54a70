package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.types.RedisClientInfo;

/**
 * A real Redis for tests, on a port that stays its own when it is killed and started again. In
 * Docker if there is one, else a process if {@code redis-server} is on the path.
 */
abstract class RedisServer implements AutoCloseable {

  final int port = freePort();
  private LettuceConnectionFactory own;

  /** Starts one. */
  static RedisServer start() {
    RedisServer server = hasDocker() ? new DockerRedis() : new ProcessRedis();
    server.up();
    return server;
  }

  /** Why there can be none, or null. */
  static String missing() {
    return ProcessRedis.isOnPath() || DockerRedis.isUsable()
        ? null
        : "there is neither Docker nor a redis-server on the path";
  }

  private static boolean hasDocker() {
    return !ProcessRedis.isOnPath() || DockerRedis.isUsable();
  }

  /** Starts, empty, on the port. */
  abstract void up();

  /** Ends as by a kill -9. */
  abstract void kill();

  /** Stops to answer while connections stay. */
  abstract void freeze();

  abstract void thaw();

  /** Connections to it, with the timeout that an application might set. */
  LettuceConnectionFactory connect() {
    return connect("localhost", port);
  }

  /** As {@link #connect()}, to the database of that number. */
  LettuceConnectionFactory connectToDatabase(int number) {
    RedisStandaloneConfiguration server = new RedisStandaloneConfiguration("localhost", port);
    server.setDatabase(number);
    return connect(server);
  }

  static LettuceConnectionFactory connect(String host, int port) {
    return connect(new RedisStandaloneConfiguration(host, port));
  }

  private static LettuceConnectionFactory connect(RedisStandaloneConfiguration server) {
    return started(new LettuceConnectionFactory(server, usualClient()));
  }

  static LettuceConnectionFactory connect(RedisClusterConfiguration cluster) {
    return started(new LettuceConnectionFactory(cluster, usualClient()));
  }

  private static LettuceClientConfiguration usualClient() {
    return LettuceClientConfiguration.builder().commandTimeout(Duration.ofSeconds(5)).build();
  }

  private static LettuceConnectionFactory started(LettuceConnectionFactory connections) {
    connections.afterPropertiesSet();
    connections.start();
    return connections;
  }

  /** Runs a command of Redis. */
  Object run(String command, String... arguments) {
    if (own == null) {
      own = connect();
    }
    byte[][] bytes =
        List.of(arguments).stream()
            .map(argument -> argument.getBytes(UTF_8))
            .toArray(byte[][]::new);
    try (RedisConnection connection = own.getConnection()) {
      return connection.execute(command, bytes);
    }
  }

  /** Bytes that it holds. */
  long usedMemory() {
    return Long.parseLong(info("memory", "used_memory"));
  }

  /** The processor's time that it has used. */
  double cpuSeconds() {
    return Double.parseDouble(info("cpu", "used_cpu_sys"))
        + Double.parseDouble(info("cpu", "used_cpu_user"));
  }

  String version() {
    return info("server", "redis_version");
  }

  /** A property that it tells of itself. */
  String info(String section, String property) {
    if (own == null) {
      own = connect();
    }
    try (RedisConnection connection = own.getConnection()) {
      return connection.serverCommands().info(section).getProperty(property);
    }
  }

  /** Cuts all connections, those for subscriptions too. */
  void cutConnections() {
    try (LettuceConnections mine = new LettuceConnections(connect());
        RedisConnection connection = mine.factory().getConnection()) {
      for (RedisClientInfo client : connection.serverCommands().getClientList()) {
        String address = client.getAddressPort();
        int colon = address.lastIndexOf(':');
        connection
            .serverCommands()
            .killClient(
                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
      }
    } catch (RedisSystemException e) {
      // It has cut its own, too.
    }
  }

  private record LettuceConnections(LettuceConnectionFactory factory) implements AutoCloseable {
    @Override
    public void close() {
      factory.destroy();
    }
  }

  @Override
  public void close() {
    if (own != null) {
      own.destroy();
    }
    kill();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
