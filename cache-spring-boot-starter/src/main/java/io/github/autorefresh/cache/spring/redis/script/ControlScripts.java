package io.github.autorefresh.cache.spring.redis.script;

import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.arguments;
import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.flag;

import java.util.List;

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

  /** Changes the settings of all replicas; returns what holds from then on. Atomic. */
  public SettingsOfEpoch retune(double tps, int burst, long periodMicros) {
    return settings(Script.RETUNE, arguments(tps, burst, periodMicros));
  }

  private SettingsOfEpoch settings(Script script, List<byte[]> arguments) {
    Epoch epoch = runner.session().epoch();
    return new SettingsOfEpoch(epoch, runner.run(script, epoch, arguments).settings());
  }

  /** Scales what remains of the cache's own period, but for what was synced since that tuning. */
  public void rescale(long tuning, double factor) {
    String since = "0";
    while (!since.equals("-1")) {
      since = runner.run(Script.RESCALE, arguments(since, tuning, factor)).text();
    }
  }

  /** Holds all syncing of all replicas, or no longer; returns what holds from then on. Atomic. */
  public SettingsOfEpoch pause(boolean paused) {
    return settings(Script.PAUSE, arguments(flag(paused)));
  }

  /** No claim is granted for so long. Atomic; a shorter hold never shortens a longer one. */
  public void hold(long micros, long callAgeMicros) {
    runner.run(Script.HOLD, arguments(micros, callAgeMicros));
  }
}
