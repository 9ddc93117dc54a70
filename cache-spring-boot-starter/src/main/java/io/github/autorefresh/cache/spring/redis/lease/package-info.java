/**
 * Who may do what until when: claims, reservations and refresh requests of this replica, and how
 * they are asked for, kept alive, put into effect and given back. Tells the local copy through
 * {@link io.github.autorefresh.cache.spring.redis.lease.CopyUpdates}.
 */
@NullMarked
package io.github.autorefresh.cache.spring.redis.lease;

import org.jspecify.annotations.NullMarked;
