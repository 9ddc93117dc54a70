package io.github.autorefresh.cache.spi;

import org.jspecify.annotations.Nullable;

/**
 * Implemented by every cache of the engine, so that an adapter can tell with whom a cache shares
 * its store. Thread-safe.
 */
public interface Clustered {

  /** As {@link SharedStore#cluster}. */
  @Nullable Cluster cluster();
}
