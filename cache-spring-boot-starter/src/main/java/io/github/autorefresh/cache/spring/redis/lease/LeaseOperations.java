package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheItem;

/**
 * All that one replica does with items in Redis, and what it knows of when something is to be done.
 */
public record LeaseOperations<T extends CacheItem>(
    ClaimOperations<T> claims,
    CommitOperations<T> commits,
    ReleaseOperations releases,
    CreateOperations<T> creations,
    DeleteOperations<T> deletions,
    RefreshOperations refreshes,
    ExpiryOperations expiry,
    OutageOperations<T> outages,
    ClaimSchedule schedule,
    CallRate callRate) {}
