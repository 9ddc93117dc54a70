package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.redis.lease.ApplicationCalls;
import io.github.autorefresh.cache.spring.redis.lease.ClaimSchedule;
import io.github.autorefresh.cache.spring.redis.script.ControlScripts;
import io.github.autorefresh.cache.spring.redis.script.SettingsOfEpoch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes settings hold for all replicas. Thread-safe. */
final class SettingsOperations {

  private static final Logger log = LoggerFactory.getLogger(SettingsOperations.class);

  private final ControlScripts scripts;
  private final ApplicationCalls calls;
  private final SharedSettings settings;
  private final ClaimSchedule schedule;
  private final AtomicReference<@Nullable Rescaling> unfinished = new AtomicReference<>();

  /** What was left until items were due before that tuning is to be so many times as long. */
  private record Rescaling(long tuning, double factor) {}

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
    finishRescaling();
    CacheSettings before = settings.cache();
    SettingsOfEpoch told =
        calls.call(
            () ->
                scripts.retune(
                    SharedSettings.tps(changed), changed.burst(), SharedSettings.period(changed)));
    settings.retuned(changed, told);
    double factor = (double) SharedSettings.period(changed) / SharedSettings.period(before);
    if (factor != 1) {
      unfinished.set(new Rescaling(told.settings().tuning(), factor));
      try {
        finishRescaling();
      } catch (CacheUnavailableException e) {
        log.debug("the times left are scaled later", e);
      }
    }
    schedule.dueIn(0);
  }

  /** Scales what is left until items are due, if a change of the period has not come to that. */
  void finishRescaling() {
    Rescaling rescaling = unfinished.get();
    if (rescaling != null) {
      calls.call(
          () -> {
            scripts.rescale(rescaling.tuning(), rescaling.factor());
            return rescaling;
          });
      unfinished.compareAndSet(rescaling, null);
    }
  }

  /** Holds all syncing of all replicas, or no longer. */
  void pause(boolean paused) {
    settings.adopt(calls.call(() -> scripts.pause(paused)));
  }
}
