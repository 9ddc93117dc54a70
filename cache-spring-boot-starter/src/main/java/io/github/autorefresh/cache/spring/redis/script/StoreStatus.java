package io.github.autorefresh.cache.spring.redis.script;

import org.jspecify.annotations.Nullable;

/**
 * How the store is.
 *
 * @param sequence the number of the last change
 * @param overdue how many items are due and not claimed
 * @param lateMicros how late the first of them is
 * @param missing what shows that a key was lost; empty if all is well
 * @param unchecked the epoch is open, and nobody has repaired the indexes since
 * @param nowMicros the time of the logical clock
 * @param shiftMicros by how much the logical clock is ahead of Redis' own
 * @param heldMicros how long no claim is granted because the external system wants to be left
 *     alone; negative if that is not known yet, as before an epoch opens
 * @param outage that of all replicas; null if it is not known yet whether there is one
 * @param settings those that hold for all replicas
 * @param handlerMicros for how long from now on states are marked, because a replica has a handler
 * @param marksDue how many marks could be claimed
 * @param stretch as it is now
 */
public record StoreStatus(
    long sequence,
    long overdue,
    long lateMicros,
    String missing,
    boolean unchecked,
    long nowMicros,
    long shiftMicros,
    long heldMicros,
    @Nullable OutageState outage,
    SettingsOfEpoch settings,
    long handlerMicros,
    long marksDue,
    StretchedTime stretch) {}
