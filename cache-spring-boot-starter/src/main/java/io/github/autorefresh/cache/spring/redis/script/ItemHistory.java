package io.github.autorefresh.cache.spring.redis.script;

import java.nio.ByteBuffer;

/**
 * What a learned cadence has to know of an item's past, as {@code commit.lua} stores it behind the
 * other fields. An item has none before its first sync, or if whoever synced it last has a fixed
 * cadence.
 *
 * @param changed when its state changed last, as far as syncs tell, on the logical clock
 * @param interval as it was planned last, in multiples of the cache's period
 * @param changes how many of the last syncs by the clock found a change, one after the other
 */
public record ItemHistory(long changed, float interval, int changes) {

  /** How many bytes it takes. */
  static final int LENGTH = Double.BYTES + Planned.LENGTH;

  /**
   * What is told of a success, to be stored with the time of the change.
   *
   * @param interval as that of a history
   * @param changes as those of a history
   */
  public record Planned(float interval, int changes) {

    static final int LENGTH = Float.BYTES + 1;

    void write(ByteBuffer out) {
      out.putFloat(interval).put((byte) changes);
    }
  }

  static ItemHistory read(ByteBuffer in, int from) {
    int planned = from + Double.BYTES;
    return new ItemHistory(
        (long) in.getDouble(from), in.getFloat(planned), in.get(planned + Float.BYTES));
  }

  void write(ByteBuffer out) {
    out.putDouble((double) changed);
    new Planned(interval, changes).write(out);
  }
}
