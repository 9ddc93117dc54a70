package io.github.autorefresh.cache.spring.redis.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spi.ProcessName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the scripts of one replica on one cache's store, each on the calling thread for as long as
 * the driver waits, in the epoch that this replica knows; and notices when that has ended, or when
 * Redis cannot be used. Thread-safe.
 */
public final class ScriptRunner {

  private static final long TRY_AGAIN_MILLIS = 50;

  private final SharedConnection connection;
  private final Availability availability;
  private final Layout layout;
  private final LongSupplier offsetMicros;
  private final String replica;
  private final Duration patience;
  private volatile Session session = new Session(Epoch.NONE);
  private volatile long handlerMicros;
  private volatile long knownHandlerMicros;
  private volatile Consumer<Epoch> onEpochEnd = epoch -> {};
  private volatile Consumer<Epoch> onFallback = epoch -> {};

  /**
   * This replica in one epoch.
   *
   * @param acknowledged the highest counter that Redis has answered: no script that is sent later
   *     can be answered with a lower one, unless Redis has fallen back to an earlier state
   */
  record Session(Epoch epoch, AtomicLong acknowledged) {
    Session(Epoch epoch) {
      this(epoch, new AtomicLong());
    }
  }

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
    this.replica = ProcessName.get() + "/" + UUID.randomUUID();
    this.patience = patience;
  }

  String cache() {
    return availability.cache();
  }

  SharedConnection connection() {
    return connection;
  }

  String replica() {
    return replica;
  }

  Session session() {
    return session;
  }

  /** From now on scripts run in this epoch. */
  void enters(Epoch epoch) {
    session = new Session(epoch);
  }

  /** This replica has a handler: for so long after its last sign of life states are marked. */
  void handlerSeen(long micros) {
    handlerMicros = micros;
  }

  /** As {@link #handlerSeen}; zero if it has none. */
  long handlerMicros() {
    return handlerMicros;
  }

  /** For so long from now on states are marked, as Redis has it. */
  void handlerKnownFor(long micros) {
    knownHandlerMicros = micros;
  }

  /** The same as this replica has it, in case that Redis has forgotten. */
  long knownHandlerMicros() {
    return Math.max(handlerMicros, knownHandlerMicros);
  }

  void onEpochEnd(Consumer<Epoch> action) {
    onEpochEnd = action;
  }

  void onFallback(Consumer<Epoch> action) {
    onFallback = action;
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
    return run(script, session, arguments);
  }

  /** The same in that epoch, and not at all if it has ended. */
  ScriptResult run(Script script, Epoch in, List<byte[]> arguments) {
    Session current = session;
    return run(script, current.epoch.equals(in) ? current : new Session(in), arguments);
  }

  private ScriptResult run(Script script, Session in, List<byte[]> arguments) {
    long began = System.nanoTime();
    while (true) {
      long before = in.acknowledged.get();
      List<@Nullable Object> answer;
      try {
        SharedConnection.Run run = toRun(script, in.epoch, arguments);
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
        arguments(Layout.VERSION, in.id(), offsetMicros.getAsLong(), replica, channel());
    all.addAll(own);
    return new SharedConnection.Run(script, layout.keys(), all);
  }

  /** What Redis has answered to a script of that session. */
  ScriptResult result(List<@Nullable Object> values, Session in, long acknowledgedBefore) {
    ScriptResult result = new ScriptResult(values);
    long counter = result.number();
    if (counter > 0 && counter <= acknowledgedBefore) {
      onFallback.accept(in.epoch);
      throw TimedCalls.unavailable(availability.cache(), new EpochEndedException());
    }
    in.acknowledged.accumulateAndGet(counter, Math::max);
    return result;
  }

  /** What is thrown for this; and whoever has to know is told. */
  CacheUnavailableException failed(Exception e) {
    return failed(e, session);
  }

  private CacheUnavailableException failed(Exception e, Session in) {
    String message = Availability.rootMessage(e);
    if (message.contains("EPOCH ")) {
      onEpochEnd.accept(in.epoch);
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
