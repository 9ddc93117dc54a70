/**
 * An example to copy: 10,000 items followed through an API that returns many items per call, and
 * requests that wait for an item without holding a thread.
 */
@NullMarked
package io.github.autorefresh.examples.bulk;

import org.jspecify.annotations.NullMarked;
