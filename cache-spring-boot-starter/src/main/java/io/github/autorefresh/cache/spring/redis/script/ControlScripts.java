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

  /** Changes the settings of all replicas; returns the number of the tuning. Atomic. */
  public long retune(double tps, int burst, long periodMicros) {
    return runner.run(Script.RETUNE, arguments(tps, burst, periodMicros)).number();
  }

  /** Scales what remains of the cache's own period, but for what was synced since that tuning. */
  public void rescale(long tuning, double factor) {
    String since = "0";
    while (!since.equals("-1")) {
      since = runner.run(Script.RESCALE, arguments(since, tuning, factor)).text();
    }
  }

  /** Holds all syncing of all replicas, or no longer. Atomic. */
  public void pause(boolean paused) {
    runner.run(Script.PAUSE, arguments(flag(paused)));
  }

  /** No claim is granted for so long. Atomic; a shorter hold never shortens a longer one. */
  public void hold(long micros, long callAgeMicros) {
    runner.run(Script.HOLD, arguments(micros, callAgeMicros));
  }
}
