package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheStats;
import java.time.Duration;

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
    double saturation)
    implements CacheStats {}
