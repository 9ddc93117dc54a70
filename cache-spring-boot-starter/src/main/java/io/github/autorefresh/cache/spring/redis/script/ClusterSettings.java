package io.github.autorefresh.cache.spring.redis.script;

/**
 * What holds for all replicas.
 *
 * @param tps calls per second; zero if unlimited
 * @param periodMicros the cache's own period
 * @param tuning counts the changes of all these
 */
public record ClusterSettings(
    double tps, int burst, long periodMicros, long tuning, boolean paused) {}
