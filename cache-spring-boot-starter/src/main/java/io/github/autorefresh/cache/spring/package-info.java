/**
 * What applications use in their own code: the events of caches, and {@link
 * io.github.autorefresh.cache.spring.ItemSource}. Uses nothing of the other packages of the
 * starter.
 */
@NullMarked
package io.github.autorefresh.cache.spring;

import org.jspecify.annotations.NullMarked;
