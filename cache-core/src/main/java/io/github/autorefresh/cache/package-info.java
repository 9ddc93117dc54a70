/**
 * What users hold and write: the cache, its items, the functions that sync them, and what can be
 * seen of it from outside. Nothing here does anything; {@code engine} does.
 */
@NullMarked
package io.github.autorefresh.cache;

import org.jspecify.annotations.NullMarked;
