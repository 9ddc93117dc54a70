package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.redis.lease.ApplicationCalls;
import io.github.autorefresh.cache.spring.redis.lease.ClaimSchedule;
import io.github.autorefresh.cache.spring.redis.script.ControlScripts;
import io.github.autorefresh.cache.spring.redis.script.Retuned;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes settings hold for all replicas. Thread-safe. */
final class SettingsOperations {

  private static final Logger log = LoggerFactory.getLogger(SettingsOperations.class);

  private final ControlScripts scripts;
  private final ApplicationCalls calls;
  private final SharedSettings settings;
  private final ClaimSchedule schedule;

  /** Items may be due by another period than the one that holds. */
  private final AtomicBoolean unscaled = new AtomicBoolean();

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

  /**
   * Changes rate and period. If Redis goes away in between, they hold, and what is left until items
   * are due is scaled once it is back.
   */
  void retune(CacheSettings changed) {
    long period = SharedSettings.period(changed);
    if (period != settings.periodMicros()) {
      unscaled.set(true); // also if there is no answer
    }
    Retuned retuned =
        calls.call(() -> scripts.retune(SharedSettings.tps(changed), changed.burst(), period));
    settings.retuned(changed, retuned.now());
    if (retuned.changesPeriod()) {
      unscaled.set(true);
    }
    try {
      finishRescaling();
    } catch (CacheUnavailableException e) {
      log.debug("the times left are scaled later", e);
    }
    schedule.dueIn(0);
  }

  /** Scales what is left until items are due, if a change of the period has not come to that. */
  void finishRescaling() {
    if (!unscaled.getAndSet(false)) {
      return;
    }
    try {
      calls.call(
          () -> {
            scripts.rescale();
            return true;
          });
    } catch (CacheUnavailableException e) {
      unscaled.set(true);
      throw e;
    }
  }

  /** Holds all syncing of all replicas, or no longer. */
  void pause(boolean paused) {
    settings.adopt(calls.call(() -> scripts.pause(paused)));
  }
}
