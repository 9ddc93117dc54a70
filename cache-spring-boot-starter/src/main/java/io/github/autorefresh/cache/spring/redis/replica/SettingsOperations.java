package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spring.redis.lease.ApplicationCalls;
import io.github.autorefresh.cache.spring.redis.lease.ClaimSchedule;
import io.github.autorefresh.cache.spring.redis.script.ControlScripts;

/** Makes settings hold for all replicas. Thread-safe. */
final class SettingsOperations {

  private final ControlScripts scripts;
  private final ApplicationCalls calls;
  private final SharedSettings settings;
  private final ClaimSchedule schedule;

  SettingsOperations(
      ControlScripts scripts,
      ApplicationCalls calls,
      SharedSettings settings,
      ClaimSchedule schedule) {
    this.scripts = scripts;
    this.calls = calls;
    this.settings = settings;
    this.schedule = schedule;
  }

  /** Changes rate and period. */
  void retune(CacheSettings changed) {
    CacheSettings before = settings.cache();
    long tuning =
        calls.call(
            () ->
                scripts.retune(
                    SharedSettings.tps(changed), changed.burst(), SharedSettings.period(changed)));
    settings.retuned(changed, tuning);
    double factor = (double) SharedSettings.period(changed) / SharedSettings.period(before);
    if (factor != 1) {
      calls.call(
          () -> {
            scripts.rescale(tuning, factor);
            return tuning;
          });
    }
    schedule.dueIn(0);
  }

  /** Holds all syncing of all replicas, or no longer. */
  void pause(boolean paused) {
    calls.call(
        () -> {
          scripts.pause(paused);
          return paused;
        });
    settings.paused(paused);
    schedule.dueIn(0);
  }
}
