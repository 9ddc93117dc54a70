package io.github.autorefresh.cache.spring.redis.script;

import io.github.autorefresh.cache.spring.redis.RedisForTests;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** The scripts of a cache "jobs" for a test, as one replica runs them. */
final class TestScripts {

  final Session session;
  final EpochScripts epochs;
  final HeartbeatScripts heartbeats;
  final ClaimScripts claims;
  final CreationScripts creations;
  final RemovalScripts removals;
  final ChangeScripts changes;
  final RestoreScripts restore;
  final ControlScripts control;
  final OutageScripts outages;
  final HandlerScripts handler;

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
  static TestScripts of(RedisForTests redis, String prefix, LongSupplier offsetMicros) {
    return of(redis, prefix, offsetMicros, () -> -1);
  }

  /** As above, with that demand, in items per second. */
  static TestScripts of(
      RedisForTests redis, String prefix, LongSupplier offsetMicros, DoubleSupplier demand) {
    return new TestScripts(
        new ScriptRunner(
            new SharedConnection(redis.connections()),
            new Availability("jobs"),
            prefix,
            offsetMicros,
            Duration.ofSeconds(1)),
        demand);
  }
}
