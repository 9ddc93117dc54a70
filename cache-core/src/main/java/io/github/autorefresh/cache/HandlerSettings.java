package io.github.autorefresh.cache;

import java.time.Duration;

/**
 * The settings of a cache's {@link ItemHandler}. They are validated as {@link CacheSettings} are.
 * Immutable.
 *
 * @param parallelism the number of items that may be handled at once; from 1 to 10,000
 * @param retention how long a terminal item that is not handled yet is kept; positive
 * @param created whether states that items are created with are handled
 */
public record HandlerSettings(int parallelism, Duration retention, boolean created) {

  private static final int MOST_PARALLEL = 10_000;

  /** Validates all settings. */
  public HandlerSettings {
    SettingRules.requireFromOne("handlerParallelism", parallelism, MOST_PARALLEL);
    SettingRules.requirePositive("handlerRetention", retention);
  }

  /** The defaults: a parallelism of 8, a retention of 24 hours, created states are not handled. */
  public static HandlerSettings defaults() {
    return new HandlerSettings(8, Duration.ofHours(24), false);
  }

  /** These settings with this parallelism. */
  public HandlerSettings withParallelism(int parallelism) {
    return new HandlerSettings(parallelism, retention, created);
  }

  /** These settings with this retention. */
  public HandlerSettings withRetention(Duration retention) {
    return new HandlerSettings(parallelism, retention, created);
  }

  /** These settings with created states handled, or not. */
  public HandlerSettings withCreated(boolean created) {
    return new HandlerSettings(parallelism, retention, created);
  }
}
