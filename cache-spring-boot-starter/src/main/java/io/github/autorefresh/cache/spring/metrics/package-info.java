/**
 * Meters and observations of caches, on Micrometer. Used by the auto-configuration where Micrometer
 * is there, and usable without it.
 */
@NullMarked
package io.github.autorefresh.cache.spring.metrics;

import org.jspecify.annotations.NullMarked;
