/**
 * One call of the sync function and what it found: {@link
 * io.github.autorefresh.cache.engine.call.SyncCall} makes it, {@link
 * io.github.autorefresh.cache.engine.call.Outcomes} turns the answer into an outcome, and {@link
 * io.github.autorefresh.cache.engine.call.InFlight} says how far a worker is with its claimed items
 * and who owns which of them. {@link io.github.autorefresh.cache.engine.call.BorrowedThread} is the
 * thread on which the call is made.
 *
 * <p>Internal. May use: api, spi, pace.
 */
@NullMarked
package io.github.autorefresh.cache.engine.call;

import org.jspecify.annotations.NullMarked;
