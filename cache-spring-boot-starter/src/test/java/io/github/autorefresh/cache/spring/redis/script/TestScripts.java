package io.github.autorefresh.cache.spring.redis.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.script.RedisScript;

/** The scripts of a cache "jobs" for a test, as one replica runs them. */
public final class TestScripts {

  public final Session session;
  public final EpochScripts epochs;
  public final HeartbeatScripts heartbeats;
  public final ClaimScripts claims;
  public final CreationScripts creations;
  public final RemovalScripts removals;
  public final ChangeScripts changes;
  public final RestoreScripts restore;
  public final ControlScripts control;
  public final OutageScripts outages;
  public final HandlerScripts handler;

  private TestScripts(ScriptRunner runner, DoubleSupplier demand) {
    session = runner.session();
    epochs = new EpochScripts(runner);
    heartbeats = new HeartbeatScripts(runner, demand);
    claims = new ClaimScripts(runner, demand);
    creations = new CreationScripts(runner);
    removals = new RemovalScripts(runner);
    changes = new ChangeScripts(runner);
    restore = new RestoreScripts(runner);
    control = new ControlScripts(runner);
    outages = new OutageScripts(runner);
    handler = new HandlerScripts(runner);
  }

  /**
   * Those of a replica that does not know the demand.
   *
   * @param offsetMicros by how much the clock of every script is ahead
   */
  public static TestScripts of(
      RedisConnectionFactory connections, String prefix, LongSupplier offsetMicros) {
    return of(connections, prefix, offsetMicros, () -> -1);
  }

  /** As above, with that demand, in items per second. */
  static TestScripts of(
      RedisConnectionFactory connections,
      String prefix,
      LongSupplier offsetMicros,
      DoubleSupplier demand) {
    return new TestScripts(
        new ScriptRunner(
            new SharedConnection(connections),
            new Availability("jobs"),
            prefix,
            offsetMicros,
            Duration.ofSeconds(1)),
        demand);
  }

  /** A session in that epoch, as one that has joined it has. */
  public static Session sessionIn(Epoch epoch) {
    Session session = new Session();
    session.enters(epoch);
    return session;
  }

  /** The session joins that epoch. */
  public static void enter(Session session, Epoch epoch) {
    session.enters(epoch);
  }

  /** True if these are the arguments of {@code eval} or {@code evalSha} of the script so named. */
  public static boolean isCallOf(String name, Object[] arguments) {
    RedisScript<?> script = Script.valueOf(name).script();
    return arguments[0] instanceof byte[] text
        ? new String(text, UTF_8).equals(script.getScriptAsString())
        : arguments[0].equals(script.getSha1());
  }
}
