package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.CacheStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a cache, named and explained as in {@link CacheStats}; what is null is left out.
 */
record StatsDescriptor(
    long size,
    long overdue,
    Duration lag,
    long failing,
    Duration failingLongest,
    @Nullable Instant outageSince,
    @Nullable Instant nextProbeAt,
    long inFlight,
    long stuck,
    double saturation,
    double stretch,
    double callsSaved,
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
    long evictions,
    long unhandled,
    long handlerFailing,
    Duration handlerFailingLongest,
    long abandoned,
    long unreadable,
    Map<String, String> unreadableItems,
    long restored,
    @Nullable ErrorDescriptor storeFailure) {

  static StatsDescriptor of(CacheStats stats) {
    return new StatsDescriptor(
        stats.size(),
        stats.overdue(),
        stats.lag(),
        stats.failing(),
        stats.failingLongest(),
        stats.outageSince(),
        stats.nextProbeAt(),
        stats.inFlight(),
        stats.stuck(),
        stats.saturation(),
        stats.stretch(),
        stats.callsSaved(),
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
        stats.evictions(),
        stats.unhandled(),
        stats.handlerFailing(),
        stats.handlerFailingLongest(),
        stats.abandoned(),
        stats.unreadable(),
        stats.unreadableItems(),
        stats.restored(),
        error(stats.storeFailure()));
  }

  private static @Nullable ErrorDescriptor error(@Nullable Throwable failure) {
    return failure == null ? null : ErrorDescriptor.of(failure);
  }

  /** JSON has no infinity: null is no limit. */
  private static @Nullable Double finite(double value) {
    return Double.isInfinite(value) ? null : value;
  }
}
