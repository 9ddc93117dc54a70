/**
 * The public API: the cache, its items, the functions that sync them, listeners, settings,
 * statistics and exceptions. The implementation is in {@code engine}.
 */
@NullMarked
package io.github.autorefresh.cache;

import org.jspecify.annotations.NullMarked;
