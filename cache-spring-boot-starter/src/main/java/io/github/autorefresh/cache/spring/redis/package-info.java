/**
 * A store that many replicas of an application share: items, schedule and rate limit are in one
 * Redis, and every replica holds all items in memory besides. What is decided, a script in Redis
 * decides. Here is what applications and the auto-configuration use; the packages below are
 * internal: {@code script}, {@code copy}, {@code lease}, {@code handle}, {@code sync} and {@code
 * replica}, each of which may use those named before it.
 */
@NullMarked
package io.github.autorefresh.cache.spring.redis;

import org.jspecify.annotations.NullMarked;
