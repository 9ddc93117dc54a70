/**
 * What adapters implement: the store of the items and their schedule, the rate limiter, the
 * observer of syncs, and the clocks. Only the engine waits and calls the application's sync
 * function; an adapter returns at once, or after as long as its network takes. What an adapter
 * calls of the application's, a codec or an event consumer, it calls through {@link
 * io.github.autorefresh.cache.spi.ForeignCode}.
 */
@NullMarked
package io.github.autorefresh.cache.spi;

import org.jspecify.annotations.NullMarked;
