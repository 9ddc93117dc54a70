/**
 * What adapters implement: the store of the items and their schedule, the rate limiter, the
 * observer of syncs, and the clocks. Only the engine waits and calls the application's sync
 * function; an adapter returns at once, or after as long as its network takes.
 */
@NullMarked
package io.github.autorefresh.cache.spi;

import org.jspecify.annotations.NullMarked;
