package io.github.autorefresh.cache.spring.redis.script;

import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.arguments;
import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.flag;

/**
 * What holds for all replicas: settings, a pause, a hold. Run as {@link ScriptRunner} says.
 * Thread-safe.
 */
public final class ControlScripts {

  private final ScriptRunner runner;

  /** What this runner runs. */
  public ControlScripts(ScriptRunner runner) {
    this.runner = runner;
  }

  /** Changes the settings of all replicas. Atomic. */
  public Retuned retune(double tps, int burst, long periodMicros) {
    Epoch epoch = runner.session().epoch();
    ScriptResult result = runner.run(Script.RETUNE, epoch, arguments(tps, burst, periodMicros));
    return new Retuned(result.number(), new SettingsOfEpoch(epoch, result.settings()));
  }

  /**
   * Scales what remains of the cache's own period to the one that holds now. May be done again, and
   * by several at once.
   */
  public void rescale() {
    String since = "0";
    while (!since.equals("-1")) {
      since = runner.run(Script.RESCALE, arguments(since)).text();
    }
  }

  /** Holds all syncing of all replicas, or no longer; returns what holds from then on. Atomic. */
  public SettingsOfEpoch pause(boolean paused) {
    Epoch epoch = runner.session().epoch();
    ScriptResult result = runner.run(Script.PAUSE, epoch, arguments(flag(paused)));
    return new SettingsOfEpoch(epoch, result.settings());
  }

  /** No claim is granted for so long. Atomic; a shorter hold never shortens a longer one. */
  public void hold(long micros, long callAgeMicros) {
    runner.run(Script.HOLD, arguments(micros, callAgeMicros));
  }
}
