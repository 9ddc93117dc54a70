/**
 * Everything that waits: for an item that another thread creates, for a requested refresh, for a
 * state of an item; and how threads wait. Futures are completed here, outside all locks, since that
 * runs code of the application.
 *
 * <p>Internal. May use: api, spi. It never calls an item's methods, which may throw.
 */
@NullMarked
package io.github.autorefresh.cache.engine.waiters;

import org.jspecify.annotations.NullMarked;
