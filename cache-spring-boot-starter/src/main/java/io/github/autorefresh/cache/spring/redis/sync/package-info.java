/**
 * How the local copy stays current: messages of other replicas as they come, the log of changes
 * where messages were missed, and reconciling with a Redis that has lost something.
 */
@NullMarked
package io.github.autorefresh.cache.spring.redis.sync;

import org.jspecify.annotations.NullMarked;
