/**
 * What makes time pass: it claims what is due, calls the application's sync function, and settles
 * what came of it. Only the builder is public.
 */
@NullMarked
package io.github.autorefresh.cache.engine;

import org.jspecify.annotations.NullMarked;
