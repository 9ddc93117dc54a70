package io.github.autorefresh.cache.spi;

/**
 * What is known of an outage that all replicas of a store share, at one moment. Immutable.
 *
 * @param sinceNanos how long ago the first of the failures was that made it
 * @param cause one of them
 * @param early how many backoff steps the items' own retries have used before the first probe
 * @param probes how many probes have been made so far
 * @param lastProbeNanos how long ago the last of them began; the outage, if there was none
 * @param lastForAny false if it was only for items that somebody waits for
 * @param underWay true if it may still be under way
 */
public record SharedOutage(
    long sinceNanos,
    Throwable cause,
    int early,
    int probes,
    long lastProbeNanos,
    boolean lastForAny,
    boolean underWay) {}
