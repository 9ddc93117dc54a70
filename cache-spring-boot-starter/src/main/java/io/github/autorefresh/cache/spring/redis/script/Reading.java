package io.github.autorefresh.cache.spring.redis.script;

import org.jspecify.annotations.Nullable;

/**
 * What was read of an item.
 *
 * @param item null if it is absent
 * @param removal null if it is there, or if no removal is remembered: then Redis may have lost it
 */
public record Reading(String id, @Nullable StoredItem item, @Nullable RemovedItem removal) {}
