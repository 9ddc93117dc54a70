package io.github.autorefresh.cache.spring.redis.script;

import java.util.List;

/**
 * The answer to ends of calls, and to a claim of marks.
 *
 * @param waitMicros until there may be more; negative if that is not known
 * @param due how many could be claimed still
 * @param longestMicros how long the item has been unhandled that has been terminal for longest;
 *     negative if there is none
 * @param ended what has come of each end
 * @param items what was claimed
 */
public record HandlerGrant(
    long waitMicros,
    long due,
    long longestMicros,
    List<HandlerEnd.Answer> ended,
    List<Item> items) {

  /**
   * An item to be handled.
   *
   * @param epoch in which it was granted
   * @param failures how many calls have failed for it in a row
   */
  public record Item(Epoch epoch, MarkClaim claim, ItemFields fields, int failures) {}
}
