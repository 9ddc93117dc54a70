package io.github.autorefresh.cache.spring.redis.script;

/**
 * What holds for all replicas, as Redis has told.
 *
 * @param epoch the one in which it did; numbers of tunings can be compared within one
 */
public record SettingsOfEpoch(Epoch epoch, ClusterSettings settings) {}
