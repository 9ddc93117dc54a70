package io.github.autorefresh.cache.spring.redis.script;

import org.jspecify.annotations.Nullable;

/**
 * What was read of an item.
 *
 * @param item null if it is absent
 */
public record Reading(String id, @Nullable StoredItem item) {}
