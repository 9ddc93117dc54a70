/**
 * An outage of the external system on simulated time, the same for every contender: {@link
 * io.github.autorefresh.cache.bench.outage.Scenario} says what happens, {@link
 * io.github.autorefresh.cache.bench.outage.Contender} goes through it, and {@link
 * io.github.autorefresh.cache.bench.outage.Calls} has all calls that it made. No call takes time,
 * so each run is exact, and the same on every machine.
 */
@NullMarked
package io.github.autorefresh.cache.bench.outage;

import org.jspecify.annotations.NullMarked;
