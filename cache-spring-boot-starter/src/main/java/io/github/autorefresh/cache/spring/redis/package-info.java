/**
 * A store that many replicas of an application share: items, schedule and rate limit are in one
 * Redis, and every replica holds all items in memory besides. What is decided, a script in Redis
 * decides; this room runs the scripts, keeps the local copy current, and keeps leases alive.
 */
@NullMarked
package io.github.autorefresh.cache.spring.redis;

import org.jspecify.annotations.NullMarked;
