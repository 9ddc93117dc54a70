/** What the starter adds to the start-up of an application. */
@NullMarked
package io.github.autorefresh.cache.spring.bench;

import org.jspecify.annotations.NullMarked;
