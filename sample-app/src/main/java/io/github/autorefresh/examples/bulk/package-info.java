/**
 * An example to copy: 10,000 items followed through an API that tells of many in one call, and
 * requests that wait for an item without holding a thread.
 */
@NullMarked
package io.github.autorefresh.examples.bulk;

import org.jspecify.annotations.NullMarked;
