/**
 * Wires caches into a Spring Boot application: binds their properties, makes a cache of each sync
 * function, starts and stops them with the context. What a cache does is the engine's.
 */
@NullMarked
package io.github.autorefresh.cache.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
