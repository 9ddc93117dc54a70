package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.autorefresh.cache.CacheUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;

/**
 * Runs scripts, and knows whether Redis can be used. From the first failure on nobody who could
 * wait is sent to Redis, until {@link #works} says that it answers again; so callers fail at once
 * rather than each after a timeout. Thread-safe.
 */
final class Link {

  private static final Logger log = LoggerFactory.getLogger(Link.class);
  private static final byte[] ANY_EPOCH = {};

  private final String cache;
  private final RedisConnectionFactory connections;
  private final Keys keys;
  private final LongSupplier offsetMicros;
  private final byte[] caller;
  private final ExecutorService callers;
  private volatile byte[] epoch = ANY_EPOCH;
  private volatile @Nullable Throwable failure;
  private volatile long failedAt;
  private volatile boolean closing;
  private volatile Runnable onEpochLost = () -> {};

  Link(
      String cache,
      RedisConnectionFactory connections,
      Keys keys,
      LongSupplier offsetMicros,
      String caller,
      ExecutorService callers) {
    this.cache = cache;
    this.connections = connections;
    this.keys = keys;
    this.offsetMicros = offsetMicros;
    this.caller = caller.getBytes(UTF_8);
    this.callers = callers;
  }

  /** Does this, on the thread that noticed it, when Redis has lost what it held. */
  void onEpochLost(Runnable action) {
    onEpochLost = action;
  }

  /** Scripts run only in this epoch from now on. */
  void enter(byte[] current) {
    epoch = current.clone();
  }

  /** Why Redis cannot be used, or null if it can. */
  @Nullable Throwable failure() {
    return failure;
  }

  boolean isUp() {
    return failure == null;
  }

  /** Redis answers, to writes too. */
  void works() {
    if (failure != null) {
      failure = null;
      log.info(
          "Cache \"{}\": Redis can be used again, after {}",
          cache,
          Duration.ofNanos(System.nanoTime() - failedAt));
    }
  }

  /** Whatever fails from now on is nobody's concern. */
  void closing() {
    closing = true;
  }

  void fails(Throwable why) {
    boolean first = failure == null;
    failure = why;
    if (first && !closing) {
      failedAt = System.nanoTime();
      log.warn(
          "Cache \"{}\": Redis cannot be used; reads go on, syncs rest, creates fail: {}",
          cache,
          rootMessage(why));
    }
  }

  /**
   * Runs a script on this thread, for as long as the driver waits.
   *
   * @throws CacheUnavailableException if that fails
   */
  List<@Nullable Object> run(Script script, List<byte[]> arguments) {
    return run(script, epoch, arguments);
  }

  /** As {@link #run}, whatever the epoch is. */
  List<@Nullable Object> runInAnyEpoch(Script script, List<byte[]> arguments) {
    return run(script, ANY_EPOCH, arguments);
  }

  /**
   * Runs a script for a thread of the application: no longer than this, and not at all while Redis
   * cannot be used.
   *
   * @throws CacheUnavailableException if that fails
   */
  List<@Nullable Object> call(Script script, List<byte[]> arguments, Duration timeout) {
    return await(ask(script, arguments), timeout);
  }

  /**
   * Runs a script in the background, for {@link #await}.
   *
   * @throws CacheUnavailableException if Redis cannot be used
   */
  Future<List<@Nullable Object>> ask(Script script, List<byte[]> arguments) {
    Throwable known = failure;
    if (known != null) {
      throw unavailable(known);
    }
    return callers.submit(() -> run(script, arguments));
  }

  /** Waits no longer than this for what is done in the background. */
  <R> R await(Future<R> work, Duration timeout) {
    try {
      return work.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      work.cancel(true);
      TimeoutException why = new TimeoutException("Redis has not answered within " + timeout);
      fails(why);
      throw unavailable(why);
    } catch (InterruptedException e) {
      work.cancel(true);
      Thread.currentThread().interrupt();
      throw unavailable(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof EpochLostException lost) {
        throw unavailable(lost);
      }
      throw cause instanceof RuntimeException failed ? failed : unavailable(e);
    }
  }

  @SuppressWarnings("unchecked") // every script returns an array
  private List<@Nullable Object> run(Script script, byte[] inEpoch, List<byte[]> arguments) {
    byte[][] all = arguments(inEpoch, arguments);
    Object reply;
    try (RedisConnection connection = connections.getConnection()) {
      reply = evaluate(connection, script, all);
    } catch (RuntimeException e) {
      String message = rootMessage(e);
      if (message.contains("EPOCH ")) {
        onEpochLost.run();
        throw unavailable(new EpochLostException(e));
      }
      if (!(root(e) instanceof InterruptedException)) { // else who has lost patience says why
        fails(e);
      }
      throw unavailable(e);
    }
    return reply == null ? List.of() : (List<@Nullable Object>) reply;
  }

  /** What Redis does when its memory is full; empty if it does not tell. */
  Optional<String> evictionPolicy() {
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

  private byte[][] arguments(byte[] inEpoch, List<byte[]> own) {
    int known = keys.all().size();
    byte[][] all = new byte[known + 4 + own.size()][];
    keys.all().toArray(all);
    all[known] = inEpoch;
    all[known + 1] = Reply.bytes(offsetMicros.getAsLong());
    all[known + 2] = caller;
    all[known + 3] = Reply.bytes(keys.channel());
    for (int i = 0; i < own.size(); i++) {
      all[known + 4 + i] = own.get(i);
    }
    return all;
  }

  private @Nullable Object evaluate(RedisConnection connection, Script script, byte[][] all) {
    int known = keys.all().size();
    try {
      return connection.scriptingCommands().evalSha(script.digest(), ReturnType.MULTI, known, all);
    } catch (RuntimeException e) {
      if (!rootMessage(e).contains("NOSCRIPT")) {
        throw e;
      }
      return connection.scriptingCommands().eval(script.text(), ReturnType.MULTI, known, all);
    }
  }

  private CacheUnavailableException unavailable(Throwable cause) {
    return new CacheUnavailableException(
        "The Redis of cache \"" + cache + "\" cannot be used: " + rootMessage(cause), cause);
  }

  private static Throwable root(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  static String rootMessage(Throwable error) {
    Throwable root = root(error);
    String message = root.getMessage();
    return message == null ? root.toString() : message;
  }
}
