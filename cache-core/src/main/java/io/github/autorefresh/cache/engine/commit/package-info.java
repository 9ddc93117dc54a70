/**
 * How an outcome takes effect: it is committed to the store unless the {@link
 * io.github.autorefresh.cache.engine.commit.CommitGate} is shut, it is counted, waiters and
 * listeners are notified ({@link io.github.autorefresh.cache.engine.commit.ChangeNotifier}), and
 * the claim is released. {@link io.github.autorefresh.cache.engine.commit.Settlement} keeps this
 * order.
 *
 * <p>Internal. May use: api, spi, pace, call, waiters.
 */
@NullMarked
package io.github.autorefresh.cache.engine.commit;

import org.jspecify.annotations.NullMarked;
