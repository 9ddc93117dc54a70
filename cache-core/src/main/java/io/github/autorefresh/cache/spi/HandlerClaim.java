package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.CacheItem;

/**
 * The exclusive right to call the handler for an item. Immutable.
 *
 * @param mark the store's handle
 * @param id the item's id, as the store has it
 * @param item the state to hand in
 * @param failures how many calls have failed in a row for this item
 */
public record HandlerClaim<T extends CacheItem>(Object mark, String id, T item, int failures) {}
