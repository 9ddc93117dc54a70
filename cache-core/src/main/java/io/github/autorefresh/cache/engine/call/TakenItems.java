package io.github.autorefresh.cache.engine.call;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ClaimedItems;

/**
 * Items that were taken away from a worker.
 *
 * @param synced to be settled
 * @param uncalled to be given back, with their permits
 */
public record TakenItems<T extends CacheItem>(ClaimedItems<T> synced, ClaimedItems<T> uncalled) {}
