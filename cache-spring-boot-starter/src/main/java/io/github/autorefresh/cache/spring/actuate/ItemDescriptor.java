package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.CacheEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * An item as the endpoint shows it.
 *
 * @param staleSince as {@link ItemState} tells it
 * @param value its state, or what stands for it; null in lists
 */
record ItemDescriptor(
    String id,
    @Nullable Instant staleSince,
    boolean terminal,
    Instant createdAt,
    @Nullable Instant lastSyncedAt,
    @Nullable Instant nextSyncAt,
    int consecutiveFailures,
    @Nullable ErrorDescriptor lastError,
    @Nullable Object value)
    implements OperationResponseBody {

  static ItemDescriptor of(ItemState state) {
    return of(state, null);
  }

  static ItemDescriptor of(ItemState state, @Nullable Object value) {
    CacheEntry<?> entry = state.entry();
    Throwable error = entry.lastError();
    return new ItemDescriptor(
        entry.item().id(),
        state.staleSince(),
        state.isTerminal(),
        entry.createdAt(),
        entry.lastSyncedAt(),
        entry.nextSyncAt(),
        entry.consecutiveFailures(),
        error == null ? null : ErrorDescriptor.of(error),
        value);
  }
}
