/**
 * What adapters implement: where items and their schedule are kept, what limits the rate, who hears
 * of syncs, and what tells the time. All waiting and all calls of the application's sync function
 * are the engine's; an adapter answers at once, or for as long as its network takes.
 */
@NullMarked
package io.github.autorefresh.cache.spi;

import org.jspecify.annotations.NullMarked;
