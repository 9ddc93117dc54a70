/**
 * How an outcome takes effect: it is committed to the store while the {@link
 * io.github.autorefresh.cache.engine.commit.CommitGate} is open, counted, told to whoever waits and
 * listens ({@link io.github.autorefresh.cache.engine.commit.ChangeNotifier}), and then the claim is
 * released. {@link io.github.autorefresh.cache.engine.commit.Settlement} keeps this order.
 *
 * <p>Internal. May use: api, spi, pace, call, waiters.
 */
@NullMarked
package io.github.autorefresh.cache.engine.commit;

import org.jspecify.annotations.NullMarked;
