package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheClosedException;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheUnavailableException;
import java.util.function.UnaryOperator;

/**
 * Implemented by every cache of the engine, so that an adapter can follow a configuration that
 * changes while the cache runs. Thread-safe.
 */
public interface Reconfigurable {

  /**
   * Changes what the cache is configured with: as {@link AutoRefreshCache#retune} for the settings
   * in force, and likewise for those to which {@link AutoRefreshCache#resetSettings} goes back.
   *
   * @param change called twice, with the settings in force and with the configured ones; should set
   *     what has changed in the configuration, and nothing else
   * @throws IllegalArgumentException if it changes another setting than tps, burst and resync
   *     period; then nothing changes, nor does it in the cases below
   * @throws CacheClosedException after {@link AutoRefreshCache#close}
   * @throws CacheUnavailableException if a shared store cannot be reached
   */
  void reconfigure(UnaryOperator<CacheSettings> change);
}
