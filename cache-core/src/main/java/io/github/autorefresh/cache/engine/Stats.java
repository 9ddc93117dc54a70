package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statistics at one moment. */
record Stats(
    long size,
    long hits,
    long misses,
    long created,
    long updated,
    long unchanged,
    long deleted,
    long failed,
    long deferred,
    long evictions,
    long inFlight,
    long stuck,
    long failing,
    Duration failingLongest,
    @Nullable Instant outageSince,
    @Nullable Instant nextProbeAt,
    long overdue,
    Duration lag,
    Duration syncLatency,
    double saturation,
    double permittedTps,
    @Nullable Instant heldUntil,
    double stretch,
    long unhandled,
    long handlerFailing,
    Duration handlerFailingLongest,
    long abandoned,
    double callsSaved,
    long unreadable,
    Map<String, String> unreadableItems,
    long restored,
    @Nullable Throwable storeFailure)
    implements CacheStats {}
