package io.github.autorefresh.cache.spring.redis.script;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.ReflectionUtils;

/**
 * What all caches over one connection factory have in common: how scripts are run, one connection
 * for subscriptions, one round trip a second for all, and threads. Thread-safe.
 */
public final class SharedConnection {

  private static final Logger log = LoggerFactory.getLogger(SharedConnection.class);
  private static final Pattern DATABASE = Pattern.compile("\\bdb=(\\d+)");
  private static final int UNKNOWN = -1;

  private final RedisConnectionFactory connections;
  private final RedisTemplate<byte[], byte[]> template = new RedisTemplate<>();
  private final Threads threads = new Threads();
  private final Subscriptions subscriptions;
  private final Heartbeat heartbeat;
  private volatile int database = UNKNOWN;
  private volatile @Nullable Boolean cluster;

  /** Connects to nothing yet. */
  public SharedConnection(RedisConnectionFactory connections) {
    this.connections = connections;
    subscriptions = new Subscriptions(connections, threads.calls());
    heartbeat = new Heartbeat(this);
    template.setConnectionFactory(connections);
    template.setKeySerializer(RedisSerializer.byteArray());
    template.setEnableDefaultSerializer(false);
    template.afterPropertiesSet();
  }

  /** The threads of all caches over this connection. */
  public Threads threads() {
    return threads;
  }

  /** Nothing is heard of other replicas' changes from now on until {@link #listen}. */
  public void stopListening() {
    subscriptions.pause();
  }

  /** Undoes {@link #stopListening}. */
  public void listen() {
    subscriptions.resume();
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  Heartbeat heartbeat() {
    return heartbeat;
  }

  /** Runs a script; throws what the driver throws. */
  List<@Nullable Object> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
    List<@Nullable Object> result =
        template.execute(
            script.script(), RedisSerializer.byteArray(), castToList(), keys, arguments.toArray());
    return result == null ? List.of() : result;
  }

  /** Elements of an answer stay the bytes that they are. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static RedisSerializer<List<@Nullable Object>> castToList() {
    return (RedisSerializer) RedisSerializer.byteArray();
  }

  /** A script, with the keys and arguments of one cache. */
  record Run(Script script, List<byte[]> keys, List<byte[]> arguments) {}

  /**
   * Runs the heartbeats of several caches in one round trip; on a cluster in one for each, since
   * each is in a slot of its own.
   *
   * @return for each its answer, or the exception that it has failed with
   */
  List<Object> heartbeats(List<Run> heartbeats) {
    return heartbeats.size() > 1 && !isCluster()
        ? together(heartbeats)
        : heartbeats.stream().map(this::alone).toList();
  }

  private boolean isCluster() {
    Boolean known = cluster;
    if (known == null) {
      try (RedisConnection connection = connections.getConnection()) {
        known = connection instanceof RedisClusterConnection;
      }
      cluster = known;
    }
    return known;
  }

  private Object alone(Run run) {
    try {
      return run(run.script, run.keys, run.arguments);
    } catch (RuntimeException e) {
      return e;
    }
  }

  private List<Object> together(List<Run> heartbeats) {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> arguments = new ArrayList<>();
    Run first = heartbeats.get(0);
    arguments.add(Integer.toString(first.keys.size()).getBytes(US_ASCII));
    arguments.add(Integer.toString(first.arguments.size()).getBytes(US_ASCII));
    for (Run heartbeat : heartbeats) {
      keys.addAll(heartbeat.keys);
      arguments.addAll(heartbeat.arguments);
    }
    List<Object> answers = new ArrayList<>();
    for (Object answer : run(Script.HEARTBEATS, keys, arguments)) {
      List<?> told = (List<?>) Objects.requireNonNull(answer);
      Object own = Objects.requireNonNull(told.get(1));
      answers.add(
          Long.valueOf(1).equals(told.get(0))
              ? own
              : new InvalidDataAccessApiUsageException(new String((byte[]) own, UTF_8)));
    }
    return answers;
  }

  /**
   * The number of the database that scripts run in: what Redis says, else what the driver is set
   * to, else 0.
   */
  int database() {
    if (database == UNKNOWN) {
      database = askForDatabase();
    }
    return database;
  }

  private int askForDatabase() {
    try (RedisConnection connection = connections.getConnection()) {
      if (connection instanceof RedisClusterConnection) {
        return 0; // a cluster has no other
      }
      Object info = connection.execute("CLIENT", "INFO".getBytes(US_ASCII));
      Matcher told =
          DATABASE.matcher(info instanceof byte[] bytes ? new String(bytes, UTF_8) : "" + info);
      if (told.find()) {
        return Integer.parseInt(told.group(1));
      }
    } catch (RedisConnectionFailureException | QueryTimeoutException e) {
      throw e; // asked again when it can be reached
    } catch (RuntimeException e) {
      log.debug("Redis does not tell the number of the database", e);
    }
    Method getter = ReflectionUtils.findMethod(connections.getClass(), "getDatabase");
    if (getter != null
        && ReflectionUtils.invokeMethod(getter, connections) instanceof Integer configured) {
      return configured;
    }
    log.warn(
        "Neither Redis (CLIENT INFO) nor {} tells the number of the database in use; 0 is assumed:"
            + " applications of one name on several databases of one Redis would only be told apart"
            + " by what they store",
        connections.getClass().getName());
    return 0;
  }

  /** What Redis does when its memory is full; empty if it does not tell. */
  public Optional<String> evictionPolicy() {
    try (RedisConnection connection = connections.getConnection()) {
      Properties memory = connection.serverCommands().info("memory");
      return memory == null
          ? Optional.empty()
          : memory.stringPropertyNames().stream()
              .filter(name -> name.endsWith("maxmemory_policy"))
              .map(memory::getProperty)
              .findFirst();
    } catch (RuntimeException e) {
      log.debug("Redis does not tell its maxmemory-policy", e);
      return Optional.empty();
    }
  }
}
