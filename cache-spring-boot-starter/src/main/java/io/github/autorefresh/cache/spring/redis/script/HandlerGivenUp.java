package io.github.autorefresh.cache.spring.redis.script;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was unhandled for too long.
 *
 * @param longestMicros how long the item has been unhandled that has been terminal for longest of
 *     those that are left; negative if there is none
 */
public record HandlerGivenUp(long longestMicros, List<Item> items) {

  /**
   * An item that was given up.
   *
   * @param error why the last call for it failed; empty if none has
   * @param versionBefore that it had
   * @param fields that it has now; null if it was given up by an earlier request, whose answer was
   *     not heard
   */
  public record Item(String id, String error, long versionBefore, @Nullable ItemFields fields) {}
}
