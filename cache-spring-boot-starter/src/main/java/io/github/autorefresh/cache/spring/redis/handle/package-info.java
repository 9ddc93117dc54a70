/**
 * Calls of the handler, of which there is one at a time for an id in the whole cluster: which of
 * them this replica makes, how their marks are claimed, kept and given up, and how they end.
 */
@NullMarked
package io.github.autorefresh.cache.spring.redis.handle;

import org.jspecify.annotations.NullMarked;
