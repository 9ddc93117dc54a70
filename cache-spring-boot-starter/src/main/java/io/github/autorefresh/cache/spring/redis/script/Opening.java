package io.github.autorefresh.cache.spring.redis.script;

/**
 * What a replica is told when it comes.
 *
 * @param begun the epoch begins with this call
 * @param opensInNanos until then nothing is granted, so that replicas can put back what they know
 * @param shiftMicros by how much the logical clock is ahead of Redis' own
 */
public record Opening(
    boolean begun, Epoch epoch, long opensInNanos, long shiftMicros, ClusterSettings settings) {}
