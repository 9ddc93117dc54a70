package io.github.autorefresh.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An item for tests. */
public record Job(String id, int version, boolean isTerminal, @Nullable Duration resyncPeriod)
    implements CacheItem {

  public static Job of(String id) {
    return new Job(id, 0, false, null);
  }

  public Job next() {
    return new Job(id, version + 1, isTerminal, resyncPeriod);
  }

  public Job terminal() {
    return new Job(id, version + 1, true, resyncPeriod);
  }

  public Job every(Duration period) {
    return new Job(id, version, isTerminal, period);
  }
}
