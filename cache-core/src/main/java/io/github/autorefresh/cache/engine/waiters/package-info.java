/**
 * Who waits: for an item that another thread creates, for a sync that was asked for, for a state of
 * an item; and how a thread waits at all. Futures are completed here, outside every lock, since
 * that runs code of the application.
 *
 * <p>Internal: its types are public for the compiler's sake. It uses the API and the SPI and no
 * other room of the engine, and it never calls an item's methods, which may throw.
 */
@NullMarked
package io.github.autorefresh.cache.engine.waiters;

import org.jspecify.annotations.NullMarked;
