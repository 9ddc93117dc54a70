/**
 * What actuator shows of caches: their health, and an endpoint that tells why an item is stale and
 * turns the knobs of a running cache. Used by the auto-configuration where actuator is there.
 */
@NullMarked
package io.github.autorefresh.cache.spring.actuate;

import org.jspecify.annotations.NullMarked;
