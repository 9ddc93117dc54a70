/**
 * Who turns and who works. Two event loops that never run code of the application: the {@link
 * io.github.autorefresh.cache.engine.loop.Dispatcher} wakes as many workers as there is work for,
 * the {@link io.github.autorefresh.cache.engine.loop.Watch} looks after what takes too long. A
 * {@link io.github.autorefresh.cache.engine.loop.Worker} claims items, calls, commits and releases.
 * {@link io.github.autorefresh.cache.engine.loop.Lifecycle} starts and stops all of them.
 *
 * <p>Internal. May use: api, spi, pace, call, commit, waiters.
 */
@NullMarked
package io.github.autorefresh.cache.engine.loop;

import org.jspecify.annotations.NullMarked;
