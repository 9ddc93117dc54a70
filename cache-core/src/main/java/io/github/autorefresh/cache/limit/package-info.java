/**
 * Rate limiters. This package only computes: it depends on the root package, {@code spi} and
 * Resilience4j's public packages, starts no thread, holds no lock and logs only what an event
 * consumer throws. Only {@code acquirePermission} of {@link
 * io.github.autorefresh.cache.limit.TokenBucketRateLimiter#asResilience4j} waits.
 *
 * <ul>
 *   <li>{@link io.github.autorefresh.cache.limit.TokenBucketRateLimiter}: a cache's own limit, or
 *       one that several caches and the application's calls share. {@code Bucket} is its state at
 *       one moment, {@code Rate} its exact rate.
 *   <li>{@code BucketView} and {@code BucketEvents}: that bucket behind Resilience4j's interface.
 *   <li>{@link io.github.autorefresh.cache.limit.Resilience4jRateLimiter}: a Resilience4j limiter
 *       of the application, for caches to take their permits from.
 *   <li>{@code Unlimited}: no limit.
 * </ul>
 */
@NullMarked
package io.github.autorefresh.cache.limit;

import org.jspecify.annotations.NullMarked;
