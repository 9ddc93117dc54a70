package io.github.autorefresh.sample.live;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cache did in about a second, and how it stood at the end of it.
 *
 * @param at in milliseconds since the epoch
 * @param syncsPerSecond items synced, failed ones included
 * @param failuresPerSecond items whose sync failed
 * @param permittedPerSecond items that may be synced per second now, or null if there is no limit
 * @param lagMillis how late the most overdue item is
 * @param latencyMillis what a call takes, as a moving average
 * @param stretch the factor by which intervals are longer than planned
 * @param live items that are synced
 * @param failing items whose last sync failed
 * @param failingLongestMillis for how long the item has failed that has failed for longest
 * @param outageSince when the outage began that lasts now, in milliseconds since the epoch, or null
 * @param nextProbeAt when the next call may be made in an outage, or null
 * @param heldUntil until when no call is made as the external system asks for that, or null
 * @param announced items that have ended and that the handler has nothing to do for any more: the
 *     same on all replicas, whichever of them called it, and whatever has become of that one
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
    double stretch,
    long size,
    long live,
    long inFlight,
    long overdue,
    long failing,
    long failingLongestMillis,
    @Nullable Long outageSince,
    @Nullable Long nextProbeAt,
    @Nullable Long heldUntil,
    long announced,
    Map<String, Long> states) {}
