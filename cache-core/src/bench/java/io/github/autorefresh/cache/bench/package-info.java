/**
 * Benchmarks against the nearest peers. {@link io.github.autorefresh.cache.bench.Benchmarks} starts
 * a JVM for each measurement, several rounds of them interleaved, and writes tables.
 */
@NullMarked
package io.github.autorefresh.cache.bench;

import org.jspecify.annotations.NullMarked;
