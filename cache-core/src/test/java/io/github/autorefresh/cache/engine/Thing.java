package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheItem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An item that tells its generation, so that a simulation can tell old results from new ones. */
record Thing(
    String id, int generation, int version, boolean isTerminal, @Nullable Duration resyncPeriod)
    implements CacheItem {

  Thing next() {
    return new Thing(id, generation, version + 1, isTerminal, resyncPeriod);
  }

  Thing terminal() {
    return new Thing(id, generation, version + 1, true, resyncPeriod);
  }

  Thing every(@Nullable Duration period) {
    return new Thing(id, generation, version + 1, isTerminal, period);
  }
}
