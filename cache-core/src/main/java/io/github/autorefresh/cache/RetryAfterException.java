package io.github.autorefresh.cache;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a sync, or the cause of a {@link SyncResult#failed}: the external system asks to be
 * left alone for a time, as an HTTP server does by a 429 with {@code Retry-After}. No call of the
 * cache begins before that time has passed. Afterwards the rate returns step by step.
 *
 * <p>The item has not failed: no failure is counted, its last error stays what it was, it is due as
 * before and so goes first afterwards, and a pending {@code refresh} goes on waiting. The sync
 * counts as {@link CacheStats#deferred}. {@link AutoRefreshCache#resume} ends the wait.
 *
 * <p>The sync must throw this exception itself: if it is only the cause of another exception, the
 * sync has failed.
 */
public class RetryAfterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /**
   * The external system asks to be left alone for this long.
   *
   * @param retryAfter counted from when this is thrown; not negative. If it is zero, calls go on at
   *     once, at a lower rate. The cache waits an hour at most.
   * @throws IllegalArgumentException if it is negative
   */
  public RetryAfterException(Duration retryAfter) {
    this(retryAfter, null);
  }

  /**
   * The external system asks to be left alone for this long, as this cause says.
   *
   * @param retryAfter as for {@link #RetryAfterException(Duration)}
   * @throws IllegalArgumentException if it is negative
   */
  public RetryAfterException(Duration retryAfter, @Nullable Throwable cause) {
    super("Retry after " + notNegative(retryAfter), cause);
    this.retryAfter = retryAfter;
  }

  /** How long the external system asks to be left alone, as given; not negative. */
  public final Duration retryAfter() {
    return retryAfter;
  }

  private static Duration notNegative(Duration retryAfter) {
    if (Objects.requireNonNull(retryAfter, "retryAfter").isNegative()) {
      throw new IllegalArgumentException("retryAfter must not be negative, but was " + retryAfter);
    }
    return retryAfter;
  }
}
