package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.CacheEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * An item as the endpoint shows it.
 *
 * @param staleSince see {@link ItemState}
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
    boolean unhandled,
    @Nullable Instant unhandledSince,
    @Nullable ErrorDescriptor handlerError,
    @Nullable Object value)
    implements OperationResponseBody {

  static ItemDescriptor of(ItemState state) {
    return of(state, null);
  }

  static ItemDescriptor of(ItemState state, @Nullable Object value) {
    CacheEntry<?> entry = state.entry();
    return new ItemDescriptor(
        entry.item().id(),
        state.staleSince(),
        state.isTerminal(),
        entry.createdAt(),
        entry.lastSyncedAt(),
        entry.nextSyncAt(),
        entry.consecutiveFailures(),
        error(entry.lastError()),
        entry.unhandled(),
        entry.unhandledSince(),
        error(entry.handlerError()),
        value);
  }

  private static @Nullable ErrorDescriptor error(@Nullable Throwable error) {
    return error == null ? null : ErrorDescriptor.of(error);
  }
}
