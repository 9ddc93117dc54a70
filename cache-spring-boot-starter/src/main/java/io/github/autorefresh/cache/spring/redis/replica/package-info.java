/** A replica's life, from its opening to its close, and the parts that it is made of. */
@NullMarked
package io.github.autorefresh.cache.spring.redis.replica;

import org.jspecify.annotations.NullMarked;
