/** For tests of applications with caches; in the test-jar. */
@NullMarked
package io.github.autorefresh.cache.spring.testing;

import org.jspecify.annotations.NullMarked;
