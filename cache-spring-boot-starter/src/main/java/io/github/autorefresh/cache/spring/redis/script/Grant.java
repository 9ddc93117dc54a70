package io.github.autorefresh.cache.spring.redis.script;

import java.util.List;

/**
 * The answer to a claim.
 *
 * @param waitMicros until there may be more; negative if that is not known
 * @param overdue how many items are due and not claimed now
 * @param lateMicros how late the first of them is
 * @param callsPerSecond of all replicas; negative if that is not known
 * @param now when they were claimed, on the logical clock
 * @param stretch as it is then; nothing is known of it after a probe
 */
public record Grant(
    long waitMicros,
    long overdue,
    long lateMicros,
    double callsPerSecond,
    long now,
    StretchedTime stretch,
    List<Item> items) {

  /**
   * A claimed item.
   *
   * @param hastened somebody has asked for it
   */
  public record Item(String id, ItemFields fields, boolean hastened) {

    static Item read(String id, byte[] fields) {
      return new Item(id, ItemFields.read(fields), ItemFields.wasHastened(fields));
    }
  }
}
