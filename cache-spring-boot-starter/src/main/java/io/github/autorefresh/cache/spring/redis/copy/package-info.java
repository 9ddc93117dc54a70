/**
 * The local copy: all items in this replica's memory, replaced only by what is newer. Knows nothing
 * of how it stays current.
 */
@NullMarked
package io.github.autorefresh.cache.spring.redis.copy;

import org.jspecify.annotations.NullMarked;
