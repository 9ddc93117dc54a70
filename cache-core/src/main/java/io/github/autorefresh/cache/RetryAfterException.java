package io.github.autorefresh.cache;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a sync, or the cause of a {@link SyncResult#failed}: the external system wants to be
 * left alone for a time, as an HTTP server says by a 429 with {@code Retry-After}. No call of the
 * cache begins before that time has passed, and afterwards the rate returns step by step.
 *
 * <p>It is no failure of the item: none is counted, its last error stays what it was, it is due as
 * before and so goes first afterwards, and a pending {@code refresh} goes on waiting. It counts as
 * {@link CacheStats#deferred}. {@link AutoRefreshCache#resume} ends the wait.
 *
 * <p>It has to be what the sync throws: one that is the cause of another exception is a failure as
 * any other.
 */
public class RetryAfterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /**
   * The external system wants to be left alone for so long.
   *
   * @param retryAfter counted from when this is thrown; not negative. After zero calls go on at
   *     once, at a lower rate. The cache waits an hour at most.
   * @throws IllegalArgumentException if it is negative
   */
  public RetryAfterException(Duration retryAfter) {
    this(retryAfter, null);
  }

  /**
   * The external system wants to be left alone for so long, and this is how it said so.
   *
   * @param retryAfter as above
   * @throws IllegalArgumentException if it is negative
   */
  public RetryAfterException(Duration retryAfter, @Nullable Throwable cause) {
    super("Retry after " + notNegative(retryAfter), cause);
    this.retryAfter = retryAfter;
  }

  /** How long the external system wants to be left alone, as it was said; not negative. */
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
