/**
 * Wires caches into a Spring Boot application: binds their properties, makes a cache from each sync
 * bean, and starts and stops caches with the context. What a cache does is up to the engine.
 */
@NullMarked
package io.github.autorefresh.cache.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
