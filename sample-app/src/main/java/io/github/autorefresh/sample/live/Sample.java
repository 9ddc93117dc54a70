package io.github.autorefresh.sample.live;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cache did in about a second, and how it stood at the end of it.
 *
 * @param at in milliseconds since the epoch
 * @param syncsPerSecond items synced, failed ones included
 * @param failuresPerSecond items whose sync failed
 * @param permittedPerSecond the rate limit, or null if there is none
 * @param lagMillis how late the most overdue item is
 * @param latencyMillis what a call takes, as a moving average
 * @param failing items whose last sync failed
 * @param states how many items are in each state
 */
record Sample(
    long at,
    double syncsPerSecond,
    double failuresPerSecond,
    @Nullable Double permittedPerSecond,
    long lagMillis,
    double latencyMillis,
    double saturation,
    long size,
    long inFlight,
    long overdue,
    long failing,
    Map<String, Long> states) {}
