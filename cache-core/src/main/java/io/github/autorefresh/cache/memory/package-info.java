/** The default store: items and their due times in this JVM. */
@NullMarked
package io.github.autorefresh.cache.memory;

import org.jspecify.annotations.NullMarked;
