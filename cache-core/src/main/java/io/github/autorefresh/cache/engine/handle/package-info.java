/**
 * Calls of the cache's {@link io.github.autorefresh.cache.ItemHandler}. The store says what is to
 * be handled ({@link io.github.autorefresh.cache.spi.HandlerMarks}); an event loop of its own,
 * {@code HandlerLoop}, starts as many {@code HandlerWorker}s as there is work for, times their
 * calls out and gives up what was not handled for too long. A worker claims an item, calls the
 * handler, and says how the call ended. {@link io.github.autorefresh.cache.engine.handle.Handlers}
 * is all of it that other packages use.
 *
 * <p>A cache without a handler has nothing of this. Internal. May use: api, spi, pace, call,
 * waiters, commit, loop.
 */
@NullMarked
package io.github.autorefresh.cache.engine.handle;

import org.jspecify.annotations.NullMarked;
