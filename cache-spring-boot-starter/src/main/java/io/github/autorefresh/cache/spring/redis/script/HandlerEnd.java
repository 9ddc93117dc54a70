package io.github.autorefresh.cache.spring.redis.script;

import org.jspecify.annotations.Nullable;

/**
 * A call of the handler is over.
 *
 * @param delayMicros until the item is due to be handled again; {@link #RETURNED} if it is handled
 */
public record HandlerEnd(MarkClaim claim, long delayMicros) {

  /** It has returned normally. */
  public static final long RETURNED = -1;

  /** True if it has returned normally. */
  public boolean hasReturned() {
    return delayMicros == RETURNED;
  }

  /**
   * What has come of it.
   *
   * @param fields of the item now; null if the claim was not the caller's any more, or the item is
   *     gone
   * @param versionBefore that it had
   * @param waitMicros until it is due to be handled again or, handled and terminal, to expire;
   *     negative if neither
   */
  public record Answer(@Nullable ItemFields fields, long versionBefore, long waitMicros) {}
}
