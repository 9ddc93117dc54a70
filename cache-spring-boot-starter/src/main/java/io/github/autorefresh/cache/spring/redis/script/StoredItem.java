package io.github.autorefresh.cache.spring.redis.script;

/**
 * An item as Redis has it.
 *
 * @param error the text of its last failure; empty if it is not failing
 */
public record StoredItem(String id, ItemFields fields, EncodedItem state, String error) {}
