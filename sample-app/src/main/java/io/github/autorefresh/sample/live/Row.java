package io.github.autorefresh.sample.live;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An item with what the cache knows about it, as the page gets it. Times are in milliseconds since
 * the epoch.
 *
 * @param item as the application's own endpoints write it
 * @param lastSyncedAt null if no sync has succeeded yet
 * @param nextSyncAt null if there will be none
 * @param failures in a row, up to the last sync
 * @param error why the last sync failed, or null if it did not
 */
record Row(
    CacheItem item,
    long createdAt,
    @Nullable Long lastSyncedAt,
    @Nullable Long nextSyncAt,
    int failures,
    @Nullable String error) {

  /** What still changes comes first, then what is new: if only some fit, these. */
  static final Comparator<CacheEntry<?>> MOST_TELLING_FIRST =
      Comparator.<CacheEntry<?>>comparingInt(entry -> entry.item().isTerminal() ? 1 : 0)
          .thenComparing(CacheEntry::createdAt, Comparator.reverseOrder());

  static Row of(CacheEntry<?> entry) {
    return new Row(
        entry.item(),
        entry.createdAt().toEpochMilli(),
        millis(entry.lastSyncedAt()),
        millis(entry.nextSyncAt()),
        entry.consecutiveFailures(),
        reason(entry.lastError()));
  }

  private static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  private static @Nullable String reason(@Nullable Throwable error) {
    if (error == null) {
      return null;
    }
    String message = error.getMessage();
    return message != null ? message : error.getClass().getSimpleName();
  }
}
