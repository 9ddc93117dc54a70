package io.github.autorefresh.cache.spring.redis.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.autorefresh.cache.CacheUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the scripts of one replica on one cache's store, each on the calling thread for as long as
 * the driver waits, in the epoch that this replica knows; and notices when that has ended. Throws
 * {@link CacheUnavailableException} if Redis cannot be used, which {@link Availability} knows from
 * then on. Thread-safe.
 */
public final class ScriptRunner {

  private static final long TRY_AGAIN_MILLIS = 50;

  private final SharedConnection connection;
  private final Availability availability;
  private final Layout layout;
  private final LongSupplier offsetMicros;
  private final Duration patience;
  private final Session session = new Session();
  private volatile long handlerMicros;
  private volatile long knownHandlerMicros;

  /**
   * The scripts of one cache.
   *
   * @param offsetMicros by how much the clock of every script is ahead: 0 but in tests
   * @param patience how long a script is tried again while its keys are moved to another node
   */
  public ScriptRunner(
      SharedConnection connection,
      Availability availability,
      String keyPrefix,
      LongSupplier offsetMicros,
      Duration patience) {
    this.connection = connection;
    this.availability = availability;
    this.layout = Layout.of(keyPrefix, availability.cache());
    this.offsetMicros = offsetMicros;
    this.patience = patience;
  }

  String cache() {
    return availability.cache();
  }

  SharedConnection connection() {
    return connection;
  }

  /** The session of the replica whose scripts these are. */
  public Session session() {
    return session;
  }

  /** This replica has a handler: states are marked until so long after its last heartbeat. */
  void handlerSeen(long micros) {
    handlerMicros = micros;
  }

  /** As {@link #handlerSeen}; zero if it has none. */
  long handlerMicros() {
    return handlerMicros;
  }

  /** Redis says for how long from now on states are marked. */
  void handlerKnownFor(long micros) {
    knownHandlerMicros = micros;
  }

  /** For how long states are marked as far as this replica knows, in case Redis has lost that. */
  long knownHandlerMicros() {
    return Math.max(handlerMicros, knownHandlerMicros);
  }

  String channel() {
    return layout.channel(connection.database());
  }

  /**
   * The answer of a script.
   *
   * @throws CacheUnavailableException if there is none
   */
  ScriptResult run(Script script, List<byte[]> arguments) {
    return run(script, session.current(), arguments);
  }

  /** The same in that epoch, and not at all if it has ended. */
  ScriptResult run(Script script, Epoch in, List<byte[]> arguments) {
    return run(script, session.in(in), arguments);
  }

  private ScriptResult run(Script script, Session.InEpoch in, List<byte[]> arguments) {
    long began = System.nanoTime();
    while (true) {
      long before = in.acknowledged().get();
      List<@Nullable Object> answer;
      try {
        SharedConnection.Run run = toRun(script, in.epoch(), arguments);
        answer = connection.run(run.script(), run.keys(), run.arguments());
      } catch (RuntimeException e) {
        boolean moving = Availability.rootMessage(e).contains("TRYAGAIN");
        if (!moving || System.nanoTime() - began > patience.toNanos() || !sleep()) {
          throw failed(e, in);
        }
        continue;
      }
      return result(answer, in, before);
    }
  }

  private static boolean sleep() {
    try {
      Thread.sleep(TRY_AGAIN_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What is to be sent for it. */
  SharedConnection.Run toRun(Script script, Epoch in, List<byte[]> own) {
    List<byte[]> all =
        arguments(Layout.VERSION, in.id(), offsetMicros.getAsLong(), session.replica(), channel());
    all.addAll(own);
    return new SharedConnection.Run(script, layout.keys(), all);
  }

  /** What Redis has answered to a script of that session. */
  ScriptResult result(List<@Nullable Object> values, Session.InEpoch in, long acknowledgedBefore) {
    ScriptResult result = new ScriptResult(values);
    long counter = result.number();
    if (counter > 0 && counter <= acknowledgedBefore) {
      session.fellBack(in.epoch());
      throw TimedCalls.unavailable(availability.cache(), new EpochEndedException());
    }
    in.acknowledged().accumulateAndGet(counter, Math::max);
    return result;
  }

  /** What is thrown for this; and whoever has to know is told. */
  CacheUnavailableException failed(Exception e) {
    return failed(e, session.current());
  }

  private CacheUnavailableException failed(Exception e, Session.InEpoch in) {
    String message = Availability.rootMessage(e);
    if (message.contains("EPOCH ")) {
      session.epochEnded(in.epoch());
      return TimedCalls.unavailable(availability.cache(), new EpochEndedException());
    }
    if (message.contains("can't run this command") || message.contains("No permissions")) {
      MissingRightException missing = new MissingRightException(message);
      availability.fails(missing);
      return TimedCalls.unavailable(availability.cache(), missing);
    }
    if (!(Availability.root(e) instanceof InterruptedException)) { // else who interrupts says why
      availability.fails(e);
    }
    return TimedCalls.unavailable(availability.cache(), e);
  }

  // Arguments.

  static String flag(boolean value) {
    return value ? "1" : "0";
  }

  static List<byte[]> arguments(Object... values) {
    List<byte[]> arguments = new ArrayList<>(values.length + 8);
    add(arguments, values);
    return arguments;
  }

  static void add(List<byte[]> arguments, Object... values) {
    for (Object value : values) {
      arguments.add(value instanceof byte[] bytes ? bytes : value.toString().getBytes(UTF_8));
    }
  }
}
