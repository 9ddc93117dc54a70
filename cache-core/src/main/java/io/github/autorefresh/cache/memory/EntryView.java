package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An entry at one moment. */
record EntryView<T extends CacheItem>(
    T item,
    Instant createdAt,
    @Nullable Instant lastSyncedAt,
    @Nullable Instant nextSyncAt,
    int consecutiveFailures,
    @Nullable Throwable lastError,
    @Nullable Instant unhandledSince,
    @Nullable Throwable handlerError)
    implements CacheEntry<T> {}
