/**
 * The cache and its peers behind one interface, each set up as its own documentation recommends.
 */
@NullMarked
package io.github.autorefresh.cache.bench.peer;

import org.jspecify.annotations.NullMarked;
