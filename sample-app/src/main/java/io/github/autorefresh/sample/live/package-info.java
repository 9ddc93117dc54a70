/**
 * Shows a cache to browsers while it changes. It knows nothing of jobs: any cache will do.
 *
 * <p>Data flows one way. The cache tells {@code Changes} which items changed, which only takes
 * note; four times a second {@link io.github.autorefresh.sample.live.LiveFeed} has {@code Composer}
 * read those items from the cache and write them down once, as a {@code Frame}; every {@code
 * Client} gets the frame into an outbox of its own, which its own thread empties. So nothing that a
 * browser does reaches the cache, and what all of them cost is bounded.
 */
@NullMarked
package io.github.autorefresh.sample.live;

import org.jspecify.annotations.NullMarked;
