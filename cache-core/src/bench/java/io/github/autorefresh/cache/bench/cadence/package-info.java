/**
 * How many calls a cadence makes, and how late it finds what changes, on simulated time and the
 * real engine: {@link io.github.autorefresh.cache.bench.cadence.World} says how long items take,
 * {@link io.github.autorefresh.cache.bench.cadence.Trial} runs a cache through one, {@link
 * io.github.autorefresh.cache.bench.cadence.Tally} has what was found, and {@link
 * io.github.autorefresh.cache.bench.cadence.Optimum} the best that anybody could do who knew the
 * distribution. No call takes time, so each run is exact, and the same on every machine.
 */
@NullMarked
package io.github.autorefresh.cache.bench.cadence;

import org.jspecify.annotations.NullMarked;
