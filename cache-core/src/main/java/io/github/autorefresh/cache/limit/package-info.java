/**
 * Rate limits: a token bucket of tps and burst, and an adapter for a Resilience4j limiter that the
 * application already has. Arithmetic only; nothing here sleeps.
 */
@NullMarked
package io.github.autorefresh.cache.limit;

import org.jspecify.annotations.NullMarked;
