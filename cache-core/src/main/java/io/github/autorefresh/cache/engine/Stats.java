package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheStats;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The figures of one moment. */
record Stats(
    long size,
    long hits,
    long misses,
    long created,
    long updated,
    long unchanged,
    long deleted,
    long failed,
    long evictions,
    long inFlight,
    long stuck,
    long failing,
    long overdue,
    Duration lag,
    Duration syncLatency,
    double saturation,
    double stretch,
    long unreadable,
    long restored,
    @Nullable Throwable storeFailure)
    implements CacheStats {}
