/**
 * For tests of applications: caches whose time a test moves by hand. Published beside the core, as
 * its {@code tests} artifact.
 */
@NullMarked
package io.github.autorefresh.cache.testing;

import org.jspecify.annotations.NullMarked;
