/**
 * The local copy: all items in this replica's memory, replaced only by what is newer, and the
 * events that this causes, in order. Knows nothing of how it stays current.
 */
@NullMarked
package io.github.autorefresh.cache.spring.redis.copy;

import org.jspecify.annotations.NullMarked;
