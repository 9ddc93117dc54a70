package io.github.autorefresh.cache.engine.waiters;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheItem;
import java.time.Instant;

/** An entry for tests in which only the item and whether it is terminal matter. */
public record KnownEntry<T extends CacheItem>(T item, Instant nextSyncAt) implements CacheEntry<T> {

  public static <T extends CacheItem> KnownEntry<T> live(T item) {
    return new KnownEntry<>(item, Instant.EPOCH);
  }

  public static <T extends CacheItem> KnownEntry<T> terminal(T item) {
    return new KnownEntry<>(item, null);
  }

  @Override
  public Instant createdAt() {
    return Instant.EPOCH;
  }

  @Override
  public Instant lastSyncedAt() {
    return null;
  }

  @Override
  public int consecutiveFailures() {
    return 0;
  }

  @Override
  public Throwable lastError() {
    return null;
  }
}
