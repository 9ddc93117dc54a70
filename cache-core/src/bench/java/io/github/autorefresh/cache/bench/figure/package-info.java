/** What is measured: one class for each figure. */
@NullMarked
package io.github.autorefresh.cache.bench.figure;

import org.jspecify.annotations.NullMarked;
