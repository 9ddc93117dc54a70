package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.CacheStats;
import java.time.Duration;

/** The figures of a cache, as {@link CacheStats} explains them. */
record StatsDescriptor(
    long size,
    long overdue,
    Duration lag,
    long failing,
    long inFlight,
    long stuck,
    double saturation,
    Duration syncLatency,
    long hits,
    long misses,
    long created,
    long updated,
    long unchanged,
    long deleted,
    long failed,
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
        stats.syncLatency(),
        stats.hits(),
        stats.misses(),
        stats.created(),
        stats.updated(),
        stats.unchanged(),
        stats.deleted(),
        stats.failed(),
        stats.evictions());
  }
}
