/**
 * The public API: the cache, its items, the functions that sync them, settings, statistics and
 * exceptions. It has no behaviour of its own; that is in {@code engine}.
 */
@NullMarked
package io.github.autorefresh.cache;

import org.jspecify.annotations.NullMarked;
