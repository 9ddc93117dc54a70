package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.HandlerSettings;
import org.jspecify.annotations.Nullable;

/**
 * Implemented by every cache of the engine, so that an adapter can tell whether a cache has a
 * handler: its settings have those of a handler in any case. Thread-safe.
 */
public interface Handling {

  /** The settings of its {@link io.github.autorefresh.cache.ItemHandler}, or null without one. */
  @Nullable HandlerSettings handler();
}
