/**
 * Handlers that are beans: {@link io.github.autorefresh.cache.spring.handler.DeferredHandler}
 * stands for one until its cache starts. May use the root package and the core.
 */
@NullMarked
package io.github.autorefresh.cache.spring.handler;

import org.jspecify.annotations.NullMarked;
