package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.CacheStats;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The figures of a cache, as {@link CacheStats} explains them. */
record StatsDescriptor(
    long size,
    long overdue,
    Duration lag,
    long failing,
    long inFlight,
    long stuck,
    double saturation,
    @Nullable Double permittedTps,
    @Nullable Instant heldUntil,
    Duration syncLatency,
    long hits,
    long misses,
    long created,
    long updated,
    long unchanged,
    long deleted,
    long failed,
    long deferred,
    long evictions) {

  static StatsDescriptor of(CacheStats stats) {
    return new StatsDescriptor(
        stats.size(),
        stats.overdue(),
        stats.lag(),
        stats.failing(),
        stats.inFlight(),
        stats.stuck(),
        stats.saturation(),
        finite(stats.permittedTps()),
        stats.heldUntil(),
        stats.syncLatency(),
        stats.hits(),
        stats.misses(),
        stats.created(),
        stats.updated(),
        stats.unchanged(),
        stats.deleted(),
        stats.failed(),
        stats.deferred(),
        stats.evictions());
  }

  /** JSON has no infinity: null is no limit. */
  private static @Nullable Double finite(double value) {
    return Double.isInfinite(value) ? null : value;
  }
}
