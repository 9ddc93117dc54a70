/**
 * The engine: it claims due items, calls the application's sync function, and commits the outcomes.
 * Only the builder is public.
 */
@NullMarked
package io.github.autorefresh.cache.engine;

import org.jspecify.annotations.NullMarked;
