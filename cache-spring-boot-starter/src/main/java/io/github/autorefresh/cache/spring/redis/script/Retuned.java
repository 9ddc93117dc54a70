package io.github.autorefresh.cache.spring.redis.script;

/**
 * What a retune has changed.
 *
 * @param periodMicrosBefore the cache's own period before
 * @param now what holds from then on
 */
public record Retuned(long periodMicrosBefore, SettingsOfEpoch now) {

  /** True if what remains until items are due is to be scaled. */
  public boolean changesPeriod() {
    return periodMicrosBefore != now.settings().periodMicros();
  }
}
