/**
 * How often and how much: intervals and backoff ({@link
 * io.github.autorefresh.cache.engine.pace.Intervals}), whether they are fixed or learned ({@link
 * io.github.autorefresh.cache.engine.pace.Planning}), what early retries may take ({@link
 * io.github.autorefresh.cache.engine.pace.RetryBudget}), how many items a worker claims ({@link
 * io.github.autorefresh.cache.engine.pace.ClaimSize}), how many workers there are ({@link
 * io.github.autorefresh.cache.engine.pace.WorkerDemand}), what the external system's wish to be
 * left alone leaves of the rate ({@link io.github.autorefresh.cache.engine.pace.Throttle}), whether
 * it is down ({@link io.github.autorefresh.cache.engine.pace.Outage}), and the log lines for that
 * and for overload. Nothing here waits, or calls the sync function or a listener.
 *
 * <p>Internal. May use: api, spi.
 */
@NullMarked
package io.github.autorefresh.cache.engine.pace;

import org.jspecify.annotations.NullMarked;
