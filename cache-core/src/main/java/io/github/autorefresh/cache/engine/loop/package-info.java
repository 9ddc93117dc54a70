/**
 * The event loops and the workers. There are two event loops, which never run the sync function or
 * a listener: the {@link io.github.autorefresh.cache.engine.loop.Dispatcher} wakes as many workers
 * as there are due items and permits for, and the {@link
 * io.github.autorefresh.cache.engine.loop.Watch} watches for what takes too long. A {@link
 * io.github.autorefresh.cache.engine.loop.Worker} claims items, calls, commits and releases. {@link
 * io.github.autorefresh.cache.engine.loop.Lifecycle} starts and stops all of them.
 *
 * <p>Internal. May use: api, spi, pace, call, commit, waiters.
 */
@NullMarked
package io.github.autorefresh.cache.engine.loop;

import org.jspecify.annotations.NullMarked;
