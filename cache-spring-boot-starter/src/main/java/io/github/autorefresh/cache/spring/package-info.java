/**
 * What applications write against: the events of caches. Uses nothing of the other packages of the
 * starter.
 */
@NullMarked
package io.github.autorefresh.cache.spring;

import org.jspecify.annotations.NullMarked;
