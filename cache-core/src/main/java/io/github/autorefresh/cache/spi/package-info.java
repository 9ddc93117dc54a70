/**
 * What adapters implement: the store of the items and their schedule, the rate limiter, the
 * observer of syncs, and the clocks. Only the engine waits for due times and permits and calls the
 * sync function; an adapter returns at once, or as soon as its network allows. The application's
 * code that an adapter calls, a codec or an event consumer, it calls through {@link
 * io.github.autorefresh.cache.spi.ForeignCode}.
 */
@NullMarked
package io.github.autorefresh.cache.spi;

import org.jspecify.annotations.NullMarked;
