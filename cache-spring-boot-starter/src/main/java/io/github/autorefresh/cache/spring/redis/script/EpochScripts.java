package io.github.autorefresh.cache.spring.redis.script;

import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.arguments;
import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.flag;

import io.github.autorefresh.cache.CacheUnavailableException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** How a replica joins an epoch. Run as {@link ScriptRunner} says. Thread-safe. */
public final class EpochScripts {

  private final ScriptRunner runner;

  /** What this runner runs. */
  public EpochScripts(ScriptRunner runner) {
    this.runner = runner;
  }

  /**
   * Takes part, in the epoch that there is or in one that begins now. Atomic: of several replicas
   * one begins it, and settings that are stored already win.
   *
   * @param endKnown the epoch known here has lost something, so that another is to begin
   * @param here what is known here
   * @param own what is to hold if nothing is stored
   * @throws CacheUnavailableException also if Redis holds what is foreign to this replica
   */
  public Opening open(boolean endKnown, Known here, ClusterSettings own) {
    Epoch known = runner.session().epoch();
    ScriptResult result =
        runner.run(
            Script.OPEN,
            Epoch.NONE,
            arguments(
                known.id(),
                UUID.randomUUID(),
                flag(endKnown),
                known.lineage(),
                here.version(),
                here.shiftMicros(),
                here.nowMicros(),
                own.tps(),
                own.burst(),
                own.periodMicros(),
                flag(own.paused()),
                own.tuning(),
                runner.knownHandlerMicros()));
    String outcome = result.text();
    if (outcome.equals("F")) {
      throw runner.failed(new ForeignEpochException(known.id(), result.text()));
    }
    Epoch entered = new Epoch(result.text(), result.text());
    if (!entered.id().equals(known.id())) {
      runner.session().enters(entered);
    }
    result.number(); // the sequence: what it was is read in pages
    return new Opening(
        outcome.equals("B"), entered, nanos(result.number()), result.number(), result.settings());
  }

  private static long nanos(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS).toNanos();
  }
}
